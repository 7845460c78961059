import { element, text } from './sink.ts';

/** A block at the top of an answer, and where in the text it begins. */
export interface TopBlock {
  readonly start: number;
  readonly element: HTMLElement;
}

/** The block that a seam lies in or ends with: the last one that begins before it; undefined if there is none. */
export function blockBefore<Block extends { readonly start: number }>(
  blocks: readonly Block[],
  seam: number,
): Block | undefined {
  let [low, high] = [0, blocks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle]!.start < seam) low = middle + 1;
    else high = middle;
  }
  return blocks[low - 1];
}

/** The marks where an answer was cut off and went on. */
export class Seams {
  readonly #words: string;
  readonly #marks = new Map<HTMLElement, HTMLElement>();

  constructor(words: string) {
    this.#words = words;
  }

  /** Puts a mark after each block that holds a seam (in UTF-16 units of the text), and takes away those that moved on. */
  place(seams: readonly number[], blocks: readonly TopBlock[]): void {
    const wanted = new Set(seams.map((seam) => blockBefore(blocks, seam)?.element));
    for (const [block, mark] of this.#marks) {
      if (wanted.has(block)) continue;
      mark.remove();
      this.#marks.delete(block);
    }
    for (const block of wanted) if (block && !this.#marks.has(block)) this.#mark(block);
  }

  #mark(block: HTMLElement): void {
    const mark = element('p', { class: 'seam' });
    mark.append(text(this.#words));
    block.after(mark);
    this.#marks.set(block, mark);
  }
}
