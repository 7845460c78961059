import { keepText, keptText } from '../kept-text.ts';

/** A question that is being rewritten: what is written is kept in the browser, and is there again after a reload. */
export class Edit {
  readonly #key: string;
  #text = $state('');
  #isOpen = $state(false);

  constructor(questionId: string) {
    this.#key = `inkstone.edit.${questionId}`;
    this.#text = keptText(this.#key);
  }

  get isOpen(): boolean {
    return this.#isOpen || this.#text !== '';
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#isOpen = true;
    this.#text = text;
    keepText(this.#key, text);
  }

  begin(text: string): void {
    this.text = text;
  }

  end(): void {
    this.text = '';
    this.#isOpen = false;
  }
}
