/** How much text the blocks of a stretch hold at least, in UTF-16 units: about two screens. */
const stretchLength = 3000;
/** Or how many blocks they are, however little they say. */
const stretchBlocks = 60;
/** Characters on a line, roughly, for a height to be guessed from. */
const lineLength = 40;

/** What holds blocks that can be left out, and the element within it that they stand in. */
export interface Holder {
  readonly element: HTMLElement;
  readonly inside: HTMLElement;
}

interface Stretch {
  /** Null: what cannot be left out. */
  readonly element: HTMLElement | null;
  readonly inside: HTMLElement;
  /** Where it begins in the text, in UTF-16 units. */
  readonly start: number;
  readonly previous: Stretch | null;
  blocks: number;
}

/**
 * Blocks that stand one below the other, some screens of them in an element of their own. All but the last one may be left
 * out by the browser while they are far from the view: an answer costs what is seen of it, however long it is.
 */
export class Stretches {
  readonly #begin: () => Holder;
  #last: Stretch | null;

  /** `begin`: puts a new holder behind all that is there. `first`: holds the first stretch, and is never left out. */
  constructor(begin: () => Holder, first?: { readonly inside: HTMLElement; readonly start: number }) {
    this.#begin = begin;
    this.#last = first ? { ...first, element: null, previous: null, blocks: 0 } : null;
  }

  /** Adds a block that begins at `start`, after all others. */
  add(block: HTMLElement, start: number): void {
    if (isFull(this.#last, start)) this.#last = this.#beginAt(start);
    this.#last!.inside.append(block);
    this.#last!.blocks++;
  }

  /** Takes away the block that was added last. */
  remove(block: HTMLElement): void {
    block.remove();
    if (!this.#last || --this.#last.blocks > 0 || !this.#last.element) return;
    this.#last.element.remove();
    this.#last = this.#last.previous;
    if (this.#last?.element) open(this.#last.element);
  }

  #beginAt(start: number): Stretch {
    const previous = this.#last;
    if (previous?.element) settle(previous.element, start - previous.start);
    return { ...this.#begin(), start, previous, blocks: 0 };
  }
}

function isFull(stretch: Stretch | null, start: number): boolean {
  return !stretch || start - stretch.start >= stretchLength || stretch.blocks >= stretchBlocks;
}

/** From now on it may be left out: as high as it was, or as so much text is likely to be. */
function settle(stretch: HTMLElement, length: number): void {
  stretch.classList.add('settled');
  // Not as a custom property: those are inherited, and every element within would have its style computed anew.
  stretch.style.containIntrinsicBlockSize = `auto ${Math.ceil(length / lineLength)}lh`;
}

function open(stretch: HTMLElement): void {
  stretch.classList.remove('settled');
  stretch.style.containIntrinsicBlockSize = '';
}
