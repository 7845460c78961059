import { element } from './sink.ts';

/** How much text the blocks of a stretch hold at least, in UTF-16 units: about two screens. */
const stretchLength = 3000;
/** Characters on a line, roughly, for a height to be guessed from. */
const lineLength = 40;

interface Stretch {
  readonly element: HTMLElement;
  /** Where it begins in the text, in UTF-16 units. */
  readonly start: number;
  readonly previous: Stretch | null;
}

/**
 * The blocks at the top of an answer, some screens of them in an element of their own. All but the last one may be left
 * out by the browser while they are far from the view: an answer costs what is seen of it, however long it is.
 */
export class Stretches {
  readonly #root: HTMLElement;
  #last: Stretch | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Adds a block that begins at `start`, after all others and before what stands at the end. */
  add(block: HTMLElement, start: number, end: Node | null): void {
    if (!this.#last || start - this.#last.start >= stretchLength) this.#begin(start, end);
    this.#last!.element.append(block);
  }

  /** Takes away the block that was added last. */
  remove(block: HTMLElement): void {
    block.remove();
    if (!this.#last || this.#last.element.hasChildNodes()) return;
    this.#last.element.remove();
    this.#last = this.#last.previous;
    if (this.#last) open(this.#last.element);
  }

  #begin(start: number, end: Node | null): void {
    const previous = this.#last;
    if (previous) settle(previous.element, start - previous.start);
    const stretch = element('div', { class: 'stretch' });
    this.#root.insertBefore(stretch, end);
    this.#last = { element: stretch, start, previous };
  }
}

/** From now on it may be left out: as high as it was, or as so much text is likely to be. */
function settle(stretch: HTMLElement, length: number): void {
  stretch.className = 'stretch settled';
  // Not as a custom property: those are inherited, and every element within would have its style computed anew.
  stretch.style.containIntrinsicBlockSize = `auto ${Math.ceil(length / lineLength)}lh`;
}

function open(stretch: HTMLElement): void {
  stretch.className = 'stretch';
  stretch.style.containIntrinsicBlockSize = '';
}
