import type { Words } from './drawing.ts';
import { element, setAttributes, text } from './sink.ts';

/** The sources of an answer: where they are listed, and what is said of each. */
export interface CitedSources {
  /** Begins the ids of their places, which end with their numbers. */
  readonly id: string;
  /** By their numbers. */
  readonly titles: ReadonlyMap<number, string>;
}

/**
 * The marks in a text that may name sources. One that does leads to the place where the source is listed; until its source is
 * known, which may be long after it, it is text. Then it comes to lead somewhere, and nothing around it is drawn again.
 */
export class Citations {
  readonly #root: HTMLElement;
  readonly #words: Words;
  readonly #numbers = new WeakMap<HTMLAnchorElement, number>();
  #sources: CitedSources | null = null;

  constructor(root: HTMLElement, words: Words) {
    this.#root = root;
    this.#words = words;
  }

  mark(number: number, said: string): HTMLAnchorElement {
    const link = element('a', { class: 'citation' });
    link.append(text(said));
    this.#numbers.set(link, number);
    this.#lead(link);
    return link;
  }

  /** These are known by now. */
  know(sources: CitedSources): void {
    this.#sources = sources;
    for (const link of this.#root.querySelectorAll<HTMLAnchorElement>('a.citation:not([href])'))
      this.#lead(link);
  }

  #lead(link: HTMLAnchorElement): void {
    const number = this.#numbers.get(link) ?? 0;
    const title = this.#sources?.titles.get(number);
    if (title === undefined) return;
    const href = `#${this.#sources!.id}-${number}`;
    const said = `[${number}]`;
    if (link.textContent !== said) link.replaceChildren(text(said));
    setAttributes(link, 'a', { href, title, 'aria-label': `${this.#words.source(number)}: ${title}` });
  }
}
