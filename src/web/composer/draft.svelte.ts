import { keepText, keptText } from '../kept-text.ts';

const prefix = 'inkstone.draft.';

/** What was written and not sent: kept with every letter, so that a reload or a crash of the browser loses nothing. */
export class Draft {
  #key: string;
  #text = $state('');

  /** `place`: the conversation's id, or `new` for one that has not begun. */
  constructor(place: string) {
    this.#key = prefix + place;
    this.#text = keptText(this.#key);
  }

  /** The draft of a new conversation is that conversation's as soon as it has begun. */
  moveTo(place: string): void {
    const text = this.#text;
    this.text = '';
    this.#key = prefix + place;
    this.text = text;
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    keepText(this.#key, text);
  }
}
