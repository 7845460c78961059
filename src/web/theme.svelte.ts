import { keepText, keptText } from './kept-text.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** Also read by `public/early.js`, which shows the choice before anything is painted. */
const storageKey = 'inkstone.theme';

class Theme {
  #choice = $state<ThemeChoice>(keptChoice());

  constructor() {
    this.#show();
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    keepText(storageKey, choice);
    this.#show();
  }

  /** The tokens follow `color-scheme`; without the attribute that is the system's. */
  #show(): void {
    if (this.#choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.#choice;
  }
}

function keptChoice(): ThemeChoice {
  const kept = keptText(storageKey);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export const theme = new Theme();
