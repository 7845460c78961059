import { parseInline } from '../parse/inline.ts';
import type { Names } from '../parse/nodes.ts';
import { cutIntoBoxes } from './boxes.ts';
import type { Drawing } from './drawing.ts';
import { InlineRun } from './inline-run.ts';
import { layOut } from './laid-out.ts';
import { element, text } from './sink.ts';

export interface InlineContext extends Drawing {
  readonly names: Names;
  /** Is to be drawn before the next frame. */
  changed(view: InlineView): void;
}

/** An unsettled end longer than this is read again only once it has grown by an eighth: to read it costs its length. */
const longEnd = 4_096;

/**
 * The text of a leaf as nodes. What is settled is drawn once and never touched again; only the end of the text, which may
 * yet read differently, is parsed and drawn anew. So a piece costs the same at the end of a long paragraph.
 */
export class InlineView {
  readonly #context: InlineContext;
  #host: HTMLElement;
  /** What is written into, and how long it is. */
  #box: HTMLElement;
  #boxLength = 0;
  #run: InlineRun;
  /** All that it says, while it may have to be read again from its beginning. */
  #text = '';
  /** What of it is not settled, and the character before that. */
  #end = '';
  #before = '';
  /** How much of the end was read, and at which length that is done again. What comes in between is shown as it is. */
  #readLength = 0;
  #readAgainAt = 0;
  #unread: Text | null = null;
  #isOpen = true;
  #isAnew = false;
  readonly #missing = new Set<string>();

  constructor(host: HTMLElement, context: InlineContext) {
    this.#host = host;
    this.#box = host;
    this.#context = context;
    this.#run = new InlineRun(host, null, 'prose', context);
  }

  get host(): HTMLElement {
    return this.#host;
  }

  /** What it says while it is open, and after that if it refers to something unknown. */
  get length(): number {
    return this.#text.length;
  }

  /** Names that it refers to in vain so far, those of footnotes after a `^`. */
  get missing(): ReadonlySet<string> {
    return this.#missing;
  }

  append(more: string): void {
    this.#text += more;
    this.#end += more;
    this.#context.changed(this);
  }

  cut(length: number): void {
    this.become(this.#text.slice(0, length));
  }

  /** Says this in the place of all that it has said. */
  become(whole: string): void {
    if (whole === this.#text) return;
    if (whole.startsWith(this.#text)) return this.append(whole.slice(this.#text.length));
    this.#text = whole;
    this.readAgain();
  }

  /** Is to be read from its beginning: a name means something else now. */
  readAgain(): void {
    this.#isAnew = true;
    this.#context.changed(this);
  }

  close(): void {
    this.#isOpen = false;
    this.#context.changed(this);
  }

  /** Goes on in another element, which takes the place of the present one. */
  moveTo(host: HTMLElement): void {
    this.#host.replaceWith(host);
    this.#host = host;
    this.readAgain();
  }

  draw(): void {
    if (this.#isAnew) this.#beginAnew();
    if (this.#isOpen && this.#end.length < this.#readAgainAt) this.#showUnread();
    else this.#read();
    if (!this.#isOpen) this.#settleAll();
  }

  #settleAll(): void {
    if (this.#missing.size === 0) this.#text = '';
    if (this.#host.localName === 'p') this.#context.images.settle(this.#host);
  }

  #beginAnew(): void {
    this.#isAnew = false;
    this.#host.replaceChildren();
    this.#box = this.#host;
    this.#run = new InlineRun(this.#host, null, 'prose', this.#context);
    this.#boxLength = 0;
    this.#end = this.#text;
    this.#before = '';
    this.#readAgainAt = 0;
    this.#unread = null;
    this.#missing.clear();
  }

  #showUnread(): void {
    const shown = this.#unread?.length ?? 0;
    const unread = this.#end.slice(this.#readLength + shown);
    if (this.#unread) this.#unread.appendData(unread);
    else this.#box.append((this.#unread = text(unread)));
  }

  #read(): void {
    this.#unread?.remove();
    this.#unread = null;
    const { nodes, settled, missing } = parseInline(this.#end, this.#context.names, {
      open: this.#isOpen,
      before: this.#before,
    });
    for (const label of missing) this.#missing.add(label);
    const { boxes, length } = cutIntoBoxes(nodes.slice(0, settled.nodes), this.#boxLength);
    boxes.forEach((box, index) => {
      if (index > 0) this.#beginBox();
      const isLast = index === boxes.length - 1;
      this.#run.become(layOut(isLast ? [...box, ...nodes.slice(settled.nodes)] : box, 'prose'));
      this.#run.settle(layOut(box, 'prose'));
    });
    this.#boxLength = length;
    this.#settle(settled.length);
  }

  #settle(length: number): void {
    if (length > 0) this.#before = lastCharacter(this.#end.slice(Math.max(0, length - 2), length));
    this.#end = this.#end.slice(length);
    this.#readLength = this.#end.length;
    this.#readAgainAt = this.#end.length > longEnd ? this.#end.length * 1.125 : 0;
  }

  #beginBox(): void {
    this.#box = element('span', { class: 'box' });
    this.#host.append(this.#box);
    this.#run = new InlineRun(this.#box, null, 'prose', this.#context);
  }
}

function lastCharacter(end: string): string {
  return [...end].at(-1) ?? '';
}
