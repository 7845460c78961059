import type { Words } from './drawing.ts';
import { element, setAttributes, text } from './sink.ts';

/**
 * The notes of an answer. They stand at its end in the order in which they are first referred to; one that nothing
 * refers to is shown after them, since nothing that was written is left out.
 */
export class Footnotes {
  readonly #root: HTMLElement;
  readonly #id: string;
  readonly #words: Words;
  readonly #labels = new WeakMap<Element, string>();
  readonly #numbers = new Map<string, number>();
  readonly #notes = new Map<string, HTMLLIElement>();
  #list: HTMLElement | null = null;

  /** `id` begins the ids of what is linked within `root`. */
  constructor(root: HTMLElement, id: string, words: Words) {
    this.#root = root;
    this.#id = id;
    this.#words = words;
  }

  /** Where what is above the notes ends. */
  get section(): Node | null {
    return this.#list?.parentNode ?? null;
  }

  has(label: string): boolean {
    return this.#notes.has(label);
  }

  /** Where the note of a label is written. The first one of a label is the one that is referred to. */
  open(label: string): HTMLElement {
    const note = element('li', { tabindex: '-1' });
    this.#openList().append(note);
    if (this.#notes.has(label)) return note;
    this.#notes.set(label, note);
    this.#number(note, this.#numbers.get(label));
    return note;
  }

  remove(label: string, note: HTMLElement): void {
    if (this.#notes.get(label) === note) this.#notes.delete(label);
    note.remove();
    if (this.#list?.firstChild) return;
    this.#list?.parentElement?.remove();
    this.#list = null;
  }

  reference(label: string): HTMLElement {
    const link = element('a', { class: 'reference' });
    this.#labels.set(link, label);
    this.#show(link, this.#numberOf(label));
    const raised = element('sup');
    raised.append(link);
    return raised;
  }

  /** Numbers all by their order in the text as it is now whole, and leads back from each. */
  finish(): void {
    this.#numbers.clear();
    const first = new Map<string, HTMLAnchorElement>();
    for (const link of this.#references()) {
      const label = this.#labels.get(link) ?? '';
      if (!first.has(label)) first.set(label, link);
      this.#show(link, this.#numberOf(label));
    }
    for (const [label, link] of first) this.#leadBack(label, link);
    for (const [label, note] of this.#notes) if (!first.has(label)) unnumber(note);
    this.#sort();
  }

  *#references(): Generator<HTMLAnchorElement> {
    const all = [...this.#root.querySelectorAll<HTMLAnchorElement>('a.reference')];
    const isInNote = (link: Element): boolean => this.#list?.contains(link) ?? false;
    yield* all.filter((link) => !isInNote(link));
    yield* all.filter(isInNote);
  }

  #numberOf(label: string): number {
    const number = this.#numbers.get(label) ?? this.#numbers.size + 1;
    if (!this.#numbers.has(label)) this.#number(this.#notes.get(label), number);
    this.#numbers.set(label, number);
    return number;
  }

  #number(note: HTMLLIElement | undefined, number: number | undefined): void {
    if (note && number !== undefined)
      setAttributes(note, 'li', { value: String(number), id: `${this.#id}-note-${number}` });
  }

  #show(link: HTMLAnchorElement, number: number): void {
    link.replaceChildren(text(String(number)));
    setAttributes(link, 'a', { href: `#${this.#id}-note-${number}` });
  }

  #leadBack(label: string, link: HTMLAnchorElement): void {
    const number = this.#numberOf(label);
    const id = `${this.#id}-reference-${number}`;
    setAttributes(link, 'a', { id });
    const note = this.#notes.get(label);
    if (!note) return;
    const back = element('a', { class: 'back', href: `#${id}`, 'aria-label': this.#words.backToText });
    back.append(text('↩'));
    const last = note.lastElementChild;
    (last?.localName === 'p' ? last : note).append(text(' '), back);
  }

  /** Those that are referred to come first. */
  #sort(): void {
    const number = (label: string): number => this.#numbers.get(label) ?? Infinity;
    const numbered = [...this.#notes].filter(([label]) => this.#numbers.has(label));
    const sorted = numbered.toSorted(([one], [other]) => number(one) - number(other));
    this.#list?.prepend(...sorted.map(([, note]) => note));
  }

  #openList(): HTMLElement {
    if (this.#list) return this.#list;
    const label = this.#words.footnotes;
    // No landmark of the page: in a long conversation there would be dozens of one name.
    const section = element('div', { class: 'footnotes', role: 'group', 'aria-label': label });
    section.append((this.#list = element('ol')));
    this.#root.append(section);
    return this.#list;
  }
}

/** What referred to it while the text grew turned out to be none, as in the words of an image. */
function unnumber(note: HTMLLIElement): void {
  note.removeAttribute('value');
  note.removeAttribute('id');
}
