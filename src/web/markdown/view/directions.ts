import { fromTheRight } from '../../i18n/isolated.ts';
import type { BlockKind } from '../parse/nodes.ts';
import { type Direction, setDirection } from './sink.ts';

interface Block {
  readonly kind: BlockKind;
  readonly parent: Block | null;
  readonly element: HTMLElement;
}

/** These have marks or lines of their own on the side where they begin; what stands in them has it from its own words. */
const sided: ReadonlySet<BlockKind['type']> = new Set(['list', 'quote', 'table']);
/** Whatever language these are in, they tell nothing of the one around them. */
const wordless: ReadonlySet<BlockKind['type']> = new Set(['code', 'math', 'html']);
/** So much of a text is looked at for its first letter, in UTF-16 units: a cell comes again with each piece of it. */
const lookedAt = 200;

/**
 * Turns lists, quotes and tables to where their words begin, by their first letter and once: asking the browser
 * (`dir="auto"`) would have it look through their text again whenever more of it comes.
 */
export class Directions {
  readonly #known = new WeakMap<Block, { readonly direction: Direction; readonly leaf: Block }>();

  /** More of what a leaf says. */
  hear(leaf: Block, text: string): void {
    if (wordless.has(leaf.kind.type) || this.#known.has(leaf)) return;
    const direction = directionOf(text.slice(0, lookedAt));
    if (direction === null) return;
    const unknown = [leaf];
    let around = leaf.parent;
    for (; around && !this.#known.has(around); around = around.parent) unknown.push(around);
    const isTurned = direction !== (around ? this.#known.get(around)!.direction : 'ltr');
    for (const block of unknown.filter((one) => one === leaf || sided.has(one.kind.type))) {
      this.#known.set(block, { direction, leaf });
      if (isTurned && sided.has(block.kind.type)) setDirection(block.element, direction);
    }
  }

  /** A leaf is gone, and with it what its words meant for the blocks around it. */
  forget(leaf: Block): void {
    for (let block: Block | null = leaf; block; block = block.parent) {
      if (this.#known.get(block)?.leaf !== leaf) continue;
      this.#known.delete(block);
      setDirection(block.element, null);
    }
  }
}

function directionOf(text: string): Direction | null {
  const letter = /\p{L}/u.exec(text)?.[0];
  if (letter === undefined) return null;
  return fromTheRight.test(letter) ? 'rtl' : 'ltr';
}
