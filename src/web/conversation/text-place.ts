import { type Anchor, type Held, heldElement, heldText } from './anchor.ts';

/** What stands first in the view of a message, so that it is found again once the message is drawn anew. */
export interface TextPlace {
  /** How many characters of the message stand before it, in UTF-16 units. */
  readonly characters: number;
  /** It is an element so deep in the message that begins there; null: the character itself. */
  readonly depth: number | null;
  /** Where its top is, in pixels below the top of the view. */
  readonly topPx: number;
}

/** What has other text in it once it is drawn, or open: it counts as one character. */
const atoms = '.formula, .picture, details';
/** What says something else each time. */
const uncounted = 'button, figcaption, footer, .host, .seam, .spoken, .status';

type Leaf = Text | Element;

/** What is held of a message, as far as it can be found again; null: nothing of it. */
export function textPlace([row, ...inside]: Anchor): TextPlace | null {
  if (inside.some(({ node }) => node instanceof Element && node.matches(uncounted))) return null;
  for (let depth = inside.length - 1; row && depth >= 0; depth--) {
    const { node, offset, topPx } = inside[depth]!;
    const before = charactersBefore(row.node, node);
    if (before === null) continue;
    return { characters: before + offset, depth: node instanceof Text ? null : depth, topPx };
  }
  return null;
}

/** The same in a message that was drawn anew; null where that is not there, or not yet. */
export function heldIn(message: Element, { characters, depth, topPx }: TextPlace): Held | null {
  let left = characters;
  for (const leaf of leavesOf(message)) {
    if (left < lengthOf(leaf)) {
      const node = depth === null ? leaf : wayTo(leaf, message).at(depth);
      return node instanceof Text ? heldText(node, left, topPx) : node ? heldElement(node, topPx) : null;
    }
    left -= lengthOf(leaf);
  }
  return null;
}

function charactersBefore(message: Node, node: Node): number | null {
  let characters = 0;
  for (const leaf of leavesOf(message)) {
    if (node.contains(leaf)) return characters;
    characters += lengthOf(leaf);
  }
  return null;
}

const lengthOf = (leaf: Leaf): number => (leaf instanceof Text ? leaf.length : 1);

/** The nodes from a child of a message down to one within it. */
function wayTo(leaf: Leaf, message: Element): Leaf[] {
  const way: Leaf[] = [];
  for (let node: Leaf | null = leaf; node && node !== message; node = node.parentElement) way.unshift(node);
  return way;
}

function* leavesOf(node: Node): Generator<Leaf> {
  for (const child of node.childNodes) {
    if (child instanceof Text) yield child;
    if (!(child instanceof Element) || child.matches(uncounted)) continue;
    if (child.matches(atoms)) yield child;
    else yield* leavesOf(child);
  }
}
