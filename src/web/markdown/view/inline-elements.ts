import type { Inline } from '../parse/nodes.ts';
import { type Destination, destinationOf, hostToShow } from './destinations.ts';
import type { Drawing } from './drawing.ts';
import { codeOf, type Place } from './hidden-characters.ts';
import { hiddenMark } from './hidden-mark.ts';
import { InlineRun } from './inline-run.ts';
import { type Item, layOut, plainText } from './laid-out.ts';
import { element, setAttributes, type Tag, text } from './sink.ts';

/** What is drawn of an item. */
export interface Drawn {
  readonly node: ChildNode;
  /** Shows another item in the same node; false if it cannot. */
  become(item: Item): boolean;
}

export function drawItem(item: Item, place: Place, drawing: Drawing): Drawn {
  switch (item.type) {
    case 'strong':
    case 'emphasis':
    case 'strike':
      return new Span(item, place, drawing);
    case 'code':
      return new Code(item, drawing);
    case 'link':
      return new Link(item, drawing);
    case 'math':
      return new Formula(item, drawing);
    default:
      return new Unchanging(item, place, drawing);
  }
}

type Of<Type extends Inline['type']> = Extract<Inline, { type: Type }>;

const spanTags = { strong: 'strong', emphasis: 'em', strike: 's' } as const;

class Span implements Drawn {
  readonly node: HTMLElement;
  readonly #type: Item['type'];
  readonly #place: Place;
  readonly #run: InlineRun;

  constructor(item: Of<keyof typeof spanTags>, place: Place, drawing: Drawing) {
    this.#type = item.type;
    this.#place = place;
    this.node = element(spanTags[item.type]);
    this.#run = new InlineRun(this.node, null, place, drawing);
    this.become(item);
  }

  become(item: Item): boolean {
    if (item.type !== this.#type || !('children' in item)) return false;
    this.#run.become(layOut(item.children, this.#place));
    return true;
  }
}

class Code implements Drawn {
  readonly node = element('code');
  readonly #run: InlineRun;

  constructor(item: Of<'code'>, drawing: Drawing) {
    this.#run = new InlineRun(this.node, null, 'name', drawing);
    this.become(item);
  }

  become(item: Item): boolean {
    if (item.type !== 'code') return false;
    this.#run.become(layOut([{ type: 'text', text: item.text }], 'name'));
    return true;
  }
}

/** What is drawn of an address: where it leads, or (not a link) what it says, and what to say beside it. */
function addressOf({ href, title, children }: Of<'link'>) {
  const destination = href === null ? null : destinationOf(href);
  const tag: 'a' | 'span' = href === null || destination ? 'a' : 'span';
  const shown = plainText(children);
  if (destination) {
    const note = showsAnything(children) ? destination.host : hostToShow(destination, `${shown} ${title}`);
    return { destination, tag, note };
  }
  return { destination, tag, note: href === null || href === '' || href === shown ? null : shortened(href) };
}

/** A picture or a formula can look like any host. */
const showsAnything = (nodes: readonly Inline[]): boolean =>
  nodes.some(
    (node) =>
      node.type === 'image' || node.type === 'math' || ('children' in node && showsAnything(node.children)),
  );

const noteLength = 200;
const shortened = (href: string): string =>
  href.length > noteLength ? `${href.slice(0, noteLength)}…` : href;

class Link implements Drawn {
  readonly node: HTMLAnchorElement | HTMLSpanElement;
  readonly #tag: 'a' | 'span';
  readonly #note = text('');
  #run: InlineRun;
  #said: string | null = null;
  #noted: HTMLElement | null = null;

  constructor(item: Of<'link'>, drawing: Drawing) {
    this.#tag = addressOf(item).tag;
    this.node = element(this.#tag, { class: 'address' });
    this.node.append(this.#note);
    this.#run = new InlineRun(this.node, this.#note, 'name', drawing);
    this.become(item);
  }

  become(item: Item): boolean {
    if (item.type !== 'link') return false;
    const { destination, tag, note } = addressOf(item);
    if (tag !== this.#tag) return false;
    this.#run.become(layOut(item.children, 'name'));
    this.#say(note);
    if (this.node instanceof HTMLAnchorElement && destination) {
      const title = note === null ? visible(item.title) : destination.href;
      setAttributes(this.node, 'a', { href: destination.href, ...(title === '' ? {} : { title }) });
    }
    return true;
  }

  /** Says in brackets where it really leads. */
  #say(note: string | null): void {
    if (note === this.#said) return;
    this.#said = note;
    this.#noted?.remove();
    this.#noted = note === null ? null : hostNote(note);
    if (this.#noted) this.node.append(this.#noted);
  }
}

function hostNote(note: string): HTMLElement {
  const host = element('span', { class: 'host' });
  host.append(text(` (${visible(note)})`));
  return host;
}

/** With the code in the place of each character that is not seen. */
function visible(said: string): string {
  const { texts, elements } = layOut([{ type: 'text', text: said }], 'name');
  const code = (index: number): string => {
    const item = elements[index];
    return item?.type === 'hidden' ? codeOf(item.character) : '';
  };
  return texts.map((part, index) => part + code(index)).join('');
}

/** Its source while it is written, the formula once it is whole. */
class Formula implements Drawn {
  readonly node = element('span', { class: 'formula' });
  readonly #drawing: Drawing;
  readonly #source: InlineRun;
  #drawn: Of<'math'> | null = null;

  constructor(item: Of<'math'>, drawing: Drawing) {
    this.#drawing = drawing;
    this.#source = new InlineRun(this.node, null, 'prose', drawing);
    this.become(item);
  }

  become(item: Item): boolean {
    if (item.type !== 'math') return false;
    if (this.#drawn) return sameFormula(this.#drawn, item);
    this.#source.become(layOut([{ type: 'text', text: item.tex }], 'prose'));
    this.node.classList.toggle('display', item.display);
    if (item.open) return true;
    this.#drawn = item;
    this.#drawing.drawFormula(this.node, item.tex, item.display);
    return true;
  }
}

const sameFormula = (one: Of<'math'>, other: Of<'math'>): boolean =>
  one.tex === other.tex && one.display === other.display && one.open === other.open;

/** What is either the same or another one. */
class Unchanging implements Drawn {
  readonly node: ChildNode;
  readonly #key: string;

  constructor(item: Item, place: Place, drawing: Drawing) {
    this.#key = JSON.stringify(item);
    this.node = draw(item, place, drawing);
  }

  become(item: Item): boolean {
    return JSON.stringify(item) === this.#key;
  }
}

function draw(item: Item, place: Place, drawing: Drawing): ChildNode {
  switch (item.type) {
    case 'hidden':
      return hiddenMark(item.character);
    case 'image':
      return imageBox(item, drawing, place === 'name');
    case 'footnote':
      return drawing.footnotes.reference(item.label);
    case 'citation':
      return drawing.citations.mark(item.numbers, item.text);
    default:
      return element('br');
  }
}

/** An image is not loaded by itself: that would tell its host who reads, and what. */
function imageBox({ href, alt }: Of<'image'>, { words, images }: Drawing, isInLink: boolean): HTMLElement {
  const destination = href === null ? null : destinationOf(href);
  const place = destination && images.draw(destination, visible(alt), isInLink);
  return place ?? imageWords(isInLink ? null : destination, visible(words.image(alt)));
}

/** What cannot be loaded can at best be opened where it is. */
function imageWords(destination: Destination | null, words: string): HTMLElement {
  const tag: Tag = destination ? 'a' : 'span';
  const box = element(tag, { class: 'image', ...(destination ? { href: destination.href } : {}) });
  box.append(text(words));
  if (destination) box.append(hostNote(destination.host));
  return box;
}
