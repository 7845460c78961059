// The only way to what the browser keeps. One that keeps nothing refuses even to be asked, and a full one (about 5 MB) takes
// nothing more: neither may end the page, nor lose a text that was written in it.

/** What the browser keeps of this origin, and what it did not take, for as long as the page lives. */
class KeptTexts {
  readonly #storage: () => Storage;
  readonly #untaken = new Map<string, string>();

  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  keep(name: string, text: string): void {
    this.#untaken.delete(name);
    const isTaken = ifAllowed(() => {
      if (text === '') this.#storage().removeItem(name);
      else this.#storage().setItem(name, text);
      return true;
    });
    if (!isTaken) this.#untaken.set(name, text);
  }

  kept(name: string): string {
    return this.#untaken.get(name) ?? ifAllowed(() => this.#storage().getItem(name)) ?? '';
  }

  names(): string[] {
    return [...(ifAllowed(() => Object.keys(this.#storage())) ?? []), ...this.#untaken.keys()];
  }
}

const inBrowser = new KeptTexts(() => localStorage);
const inTab = new KeptTexts(() => sessionStorage);

/** Keeps a text under a name; an empty one is forgotten. */
export const keepText = (name: string, text: string): void => inBrowser.keep(name, text);

/** Empty if nothing is kept under the name. */
export const keptText = (name: string): string => inBrowser.kept(name);

/** Keeps a text until the tab is closed; an empty one is forgotten. */
export const keepForTab = (name: string, text: string): void => inTab.keep(name, text);

/** Empty if nothing is kept under the name in this tab. */
export const keptForTab = (name: string): string => inTab.kept(name);

/** The names of all that is kept which begin with `prefix`. */
export function keptNames(prefix: string): string[] {
  return [...new Set(inBrowser.names())].filter((name) => name.startsWith(prefix) && keptText(name) !== '');
}

function ifAllowed<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
