import type { Message } from '../protocol/messages.ts';
import { t } from './i18n/i18n.svelte.ts';

const brand = 'Inkstone';

/** The title of the page, which tells a person in another tab that their answer is there. */
export class PageTitle {
  #wasLive = false;
  #isDone = $state(false);

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#isDone = false;
    });
  }

  show(title: string, live: Message | undefined): void {
    if (this.#wasLive && !live && document.hidden) this.#isDone = true;
    this.#wasLive = live !== undefined;
    const key = this.#isDone ? 'conversation_title_done' : 'conversation_title';
    document.title = title ? t(key, { title }) : brand;
  }
}
