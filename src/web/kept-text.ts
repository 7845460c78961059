/**
 * Keeps a text in the browser under a name; an empty one is forgotten. A browser keeps about 5 MB in all: what does not
 * fit lives as long as the page.
 */
export function keepText(name: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error;
  }
}

export const keptText = (name: string): string => localStorage.getItem(name) ?? '';
