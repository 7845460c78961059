/** An element, or a character of a text, and where its top is, in pixels below the top of the view. */
export interface Held {
  readonly node: Element | Text;
  /** Which character, in UTF-16 units; 0 for an element. */
  readonly offset: number;
  readonly topPx: number;
}

/** What is being read, from the row that it is in to the very character. */
export type Anchor = readonly Held[];

export interface View {
  readonly top: number;
  readonly bottom: number;
}

const maxDepth = 24;
/** Above this many children halves of them are left out. */
const manyChildren = 8;

/** What stands first in the view. Empty if that is nothing that could be read. */
export function anchorAt(list: Element, view: View): Anchor {
  const held: Held[] = [];
  let inside = list;
  while (held.length < maxDepth) {
    const below = firstBelow(inside, view.top);
    const text = textBefore(inside, below, view.top);
    if (text) held.push(text);
    if (text || !below) break;
    const { top } = below.getBoundingClientRect();
    if (top >= view.bottom) break;
    held.push(heldElement(below, top - view.top));
    if (top >= view.top) break;
    inside = below;
  }
  return held;
}

export const heldText = (node: Text, offset: number, topPx: number): Held => ({ node, offset, topPx });

export const heldElement = (node: Element, topPx: number): Held => ({ node, offset: 0, topPx });

/** What is read after the view has moved down by so many pixels. */
export const moved = (anchor: Anchor, px: number): Anchor =>
  anchor.map((held) => ({ ...held, topPx: held.topPx - px }));

/** By how much the view has to be scrolled for what is read to be where it was; undefined if nothing of it is left. */
export function driftOf(anchor: Anchor, edge: number): number | undefined {
  // What was drawn anew, or folded, is held by what stands around it.
  for (const held of anchor.toReversed()) {
    const top = topOf(held);
    if (top !== undefined) return top - edge - held.topPx;
  }
  return undefined;
}

function topOf({ node, offset }: Held): number | undefined {
  if (!node.isConnected) return undefined;
  if (node instanceof Element) return node.getClientRects()[0] && node.getBoundingClientRect().top;
  return offset < node.length ? rangeOf(node, offset, offset + 1).getClientRects()[0]?.top : undefined;
}

/** The first child that ends below the edge. They stand one below the other. */
function firstBelow({ children }: Element, edge: number): Element | undefined {
  let [low, high] = [0, children.length];
  while (high - low > manyChildren) {
    const middle = (low + high) >> 1;
    const drawn = drawnFrom(children[middle]!);
    if (!drawn || endsBelow(drawn, edge)) high = middle + 1;
    else low = middle + 1;
  }
  for (let index = low; index < children.length; index++) {
    const child = children[index]!;
    if (endsBelow(child, edge) && canBeHeld(child)) return child;
  }
  return undefined;
}

function drawnFrom(element: Element): Element | null {
  let drawn: Element | null = element;
  while (drawn && drawn.getClientRects().length === 0) drawn = drawn.nextElementSibling;
  return drawn;
}

function endsBelow(element: Element, edge: number): boolean {
  const { bottom, height } = element.getBoundingClientRect();
  return height > 0 && bottom > edge + 1;
}

/** What does not move with the text, such as the head of a block of code, does not tell where the text is. */
function canBeHeld(element: Element): boolean {
  if (element.matches('[data-unread]')) return false;
  const { position } = getComputedStyle(element);
  return position === 'static' || position === 'relative';
}

/** The first character below the edge in the text that stands in an element just before one of its children. */
function textBefore(inside: Element, child: Element | undefined, edge: number): Held | undefined {
  let found: Text | undefined;
  let node = child ? child.previousSibling : inside.lastChild;
  for (; node && !(node instanceof Element); node = node.previousSibling) {
    if (node instanceof Text && endOf(node, node.length) > edge + 1) found = node;
  }
  if (!found) return undefined;
  const offset = firstCharacterBelow(found, edge);
  const top = rangeOf(found, offset, offset + 1).getClientRects()[0]?.top;
  return top === undefined ? undefined : heldText(found, offset, top - edge);
}

function firstCharacterBelow(text: Text, edge: number): number {
  let [low, high] = [0, text.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(text, middle + 1) > edge + 1) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where the first `length` characters end; far above everything if none of them is drawn. */
function endOf(text: Text, length: number): number {
  const { bottom, height } = rangeOf(text, 0, length).getBoundingClientRect();
  return height > 0 ? bottom : -Infinity;
}

function rangeOf(text: Text, from: number, to: number): Range {
  const range = document.createRange();
  range.setStart(text, from);
  range.setEnd(text, to);
  return range;
}
