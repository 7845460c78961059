import { t } from './i18n/i18n.svelte.ts';

const brand = 'Inkstone';

/** The title of the page, which tells a person in another tab that their answer is there. */
export class PageTitle {
  #wasWriting = false;
  #isDone = $state(false);

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#isDone = false;
    });
  }

  show(title: string, isWriting: boolean): void {
    if (this.#wasWriting && !isWriting && document.hidden) this.#isDone = true;
    this.#wasWriting = isWriting;
    const key = this.#isDone ? 'conversation_title_done' : 'conversation_title';
    document.title = title ? t(key, { title }) : brand;
  }
}
