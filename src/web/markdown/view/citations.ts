import type { Words } from './drawing.ts';
import { element, text } from './sink.ts';

/** The sources of an answer: where they are listed, and what is said of each. */
export interface CitedSources {
  /** Begins the ids of their places, which end with their numbers. */
  readonly id: string;
  /** By their numbers. */
  readonly titles: ReadonlyMap<number, string>;
}

/**
 * The marks in a text that may name sources. One that does leads to the places where its sources are listed; until all of
 * them are known, which may be long after it, it is text. Then it comes to lead somewhere, and nothing around it is drawn
 * again.
 */
export class Citations {
  readonly #root: HTMLElement;
  readonly #words: Words;
  readonly #numbers = new WeakMap<Element, readonly number[]>();
  #sources: CitedSources | null = null;

  constructor(root: HTMLElement, words: Words) {
    this.#root = root;
    this.#words = words;
  }

  mark(numbers: readonly number[], said: string): HTMLElement {
    const mark = element('span', { class: 'cited awaited' });
    mark.append(text(said));
    this.#numbers.set(mark, numbers);
    this.#lead(mark);
    return mark;
  }

  /** These are known by now. */
  know(sources: CitedSources): void {
    this.#sources = sources;
    for (const mark of this.#root.querySelectorAll('.awaited')) this.#lead(mark);
  }

  #lead(mark: Element): void {
    const links = this.#numbers.get(mark)?.map((number) => this.#linkTo(number)) ?? [];
    if (!links.every((link) => link !== null)) return;
    mark.classList.remove('awaited');
    mark.replaceChildren(...links);
  }

  #linkTo(number: number): HTMLAnchorElement | null {
    const title = this.#sources?.titles.get(number);
    if (title === undefined) return null;
    const href = `#${this.#sources!.id}-${number}`;
    const name = `${this.#words.source(number)}: ${title}`;
    const link = element('a', { class: 'citation', href, title, 'aria-label': name });
    link.append(text(`[${number}]`));
    return link;
  }
}
