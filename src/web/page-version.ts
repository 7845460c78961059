const entrySelector = 'script[type="module"][src]';

/** Whether the server has another version of the page than this one: the parts of this one may be gone. */
export async function isOutdated(): Promise<boolean> {
  const entry = document.querySelector(entrySelector)?.getAttribute('src');
  try {
    const response = await fetch('/', { cache: 'no-store' });
    return response.ok && !!entry && !(await response.text()).includes(entry);
  } catch (error) {
    // The server is away, and so nobody knows.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
