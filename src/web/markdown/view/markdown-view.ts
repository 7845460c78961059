import { nextFrame } from '../../frames.ts';
import { type GrowingText, goesOnFrom, lengthOf, sliceOf } from '../growing-text.ts';
import { BlockParser } from '../parse/blocks.ts';
import type { CitedSources } from './citations.ts';
import { type BlockNode, type DocumentParts, DocumentView } from './document-view.ts';

/** How much text is read between two frames: a megabyte that comes whole must not hold up the page. */
const perFrame = 65_536;
/** And how many blocks of code: each has a frame with buttons, and five letters are enough for one. */
const codePerFrame = 6;
/** They are counted where a line ends after so much text: what is a line in halves is coloured twice. */
const perCount = 64;

/** An answer on the page: its text so far goes in, and what came since the last time is drawn. */
export class MarkdownView {
  readonly #root: HTMLElement;
  readonly #parts: DocumentParts;
  #document: DocumentView;
  #parser: BlockParser<BlockNode>;
  #text: GrowingText = { before: '', more: '' };
  #isLive = true;
  #seams: readonly number[] = [];
  #sources: CitedSources | null = null;
  /** How much of the text was read, and whether its end was. */
  #readLength = 0;
  #isFinished = false;
  #cancel: (() => void) | null = null;

  constructor(root: HTMLElement, parts: DocumentParts) {
    this.#root = root;
    this.#parts = parts;
    this.#document = new DocumentView(root, parts);
    this.#parser = new BlockParser(this.#document);
    root.addEventListener('click', followWithin);
  }

  /** `isLive`: more may come. `seams`: where it was cut off and went on, in UTF-16 units of the text. */
  update(text: GrowingText, isLive: boolean, seams: readonly number[]): void {
    const goesOn = goesOnFrom(text, this.#text);
    // What follows an end is read as if there had been none.
    if (!goesOn || (this.#isFinished && lengthOf(text) > lengthOf(this.#text))) this.#beginAnew();
    this.#text = text;
    this.#isLive = isLive;
    this.#seams = seams;
    this.#draw();
  }

  /** Whether all that has come is drawn. */
  get isDrawn(): boolean {
    return this.#cancel === null;
  }

  /** The sources that marks in the text may name; to be called before or after any of it has come. */
  cite(sources: CitedSources): void {
    this.#sources = sources;
    this.#document.cite(sources);
  }

  dispose(): void {
    this.#cancel?.();
    this.#document.dispose();
    this.#root.removeEventListener('click', followWithin);
  }

  #beginAnew(): void {
    this.#document.dispose();
    this.#document = new DocumentView(this.#root, this.#parts);
    if (this.#sources) this.#document.cite(this.#sources);
    this.#parser = new BlockParser(this.#document);
    this.#readLength = 0;
    this.#isFinished = false;
  }

  #draw(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#read();
    const isRead = this.#readLength === lengthOf(this.#text);
    if (isRead && !this.#isLive) this.#finish();
    this.#document.draw(this.#seams);
    if (!isRead || this.#document.hasMore) this.#cancel = nextFrame(() => this.#draw());
  }

  /** Reads on until all is read or the frame has had its share. */
  #read(): void {
    const unread = sliceOf(this.#text, this.#readLength, this.#readLength + perFrame);
    const mostCode = this.#document.codeCount + codePerFrame;
    let length = 0;
    while (length < unread.length && this.#document.codeCount < mostCode) {
      const lineEnd = unread.indexOf('\n', length + perCount - 1) + 1;
      const next = lineEnd === 0 ? unread.length : lineEnd;
      this.#parser.write(unread.slice(length, next));
      length = next;
    }
    this.#readLength += length;
  }

  #finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#parser.end();
    this.#document.finish();
  }
}

/** Goes to a footnote and back, or to a source; the address of the page stays what it is. */
function followWithin(event: Event): void {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
  if (!link) return;
  event.preventDefault();
  const target = document.getElementById(link.getAttribute('href')?.slice(1) ?? '');
  const fold = target?.closest('details');
  if (fold) fold.open = true;
  target?.scrollIntoView({ block: 'nearest' });
  target?.focus({ preventScroll: true });
}
