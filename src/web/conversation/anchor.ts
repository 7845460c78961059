/** An element and where its top is, in pixels below the top of the view. */
interface Held {
  readonly element: Element;
  readonly topPx: number;
}

/** What is being read, from the outermost element to the innermost. */
export type Anchor = readonly Held[];

const maxDepth = 16;

/** What stands at the top edge of the view, `edge` in the window's pixels. Empty if that is nothing that could be read. */
export function anchorAt(list: Element, edge: number): Anchor {
  const held: Held[] = [];
  let inside = list;
  while (held.length < maxDepth) {
    const element = firstBelow(inside.children, edge);
    if (!element || element.matches('[data-space]')) break;
    const topPx = element.getBoundingClientRect().top - edge;
    held.push({ element, topPx });
    if (topPx >= 0) break;
    inside = element;
  }
  return held;
}

/** The first that ends below the edge. They stand one below the other, so halves are left out. */
function firstBelow(children: HTMLCollection, edge: number): Element | undefined {
  let [low, high] = [0, children.length];
  while (high - low > 8) {
    const middle = (low + high) >> 1;
    if (endsBelow(children[middle]!, edge)) high = middle + 1;
    else low = middle + 1;
  }
  for (let index = low; index < high; index++) {
    if (endsBelow(children[index]!, edge)) return children[index];
  }
  return undefined;
}

function endsBelow(element: Element, edge: number): boolean {
  const { bottom, height } = element.getBoundingClientRect();
  return height > 0 && bottom > edge + 1;
}

/** By how much the view has to be scrolled for what is read to be where it was. */
export function driftOf(anchor: Anchor, edge: number): number {
  for (const { element, topPx } of anchor.toReversed()) {
    // What was drawn anew, or folded, is held by what stands around it.
    if (!element.isConnected || element.getClientRects().length === 0) continue;
    return element.getBoundingClientRect().top - edge - topPx;
  }
  return 0;
}
