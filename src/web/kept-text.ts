// The only way to what the browser keeps. One that keeps nothing refuses even to be asked, and a full one (about 5 MB) takes
// nothing more: neither may end the page, nor lose a text that was written in it.

/** What the browser did not take, for as long as the page lives. */
const untaken = new Map<string, string>();

/** Keeps a text under a name; an empty one is forgotten. */
export function keepText(name: string, text: string): void {
  untaken.delete(name);
  const isTaken = ifAllowed(() => {
    if (text === '') localStorage.removeItem(name);
    else localStorage.setItem(name, text);
    return true;
  });
  if (!isTaken) untaken.set(name, text);
}

/** Empty if nothing is kept under the name. */
export function keptText(name: string): string {
  return untaken.get(name) ?? ifAllowed(() => localStorage.getItem(name)) ?? '';
}

/** The names of all that is kept which begin with `prefix`. */
export function keptNames(prefix: string): string[] {
  const names = [...(ifAllowed(() => Object.keys(localStorage)) ?? []), ...untaken.keys()];
  return [...new Set(names)].filter((name) => name.startsWith(prefix) && keptText(name) !== '');
}

function ifAllowed<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
