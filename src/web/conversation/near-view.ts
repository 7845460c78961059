export interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

interface Looked {
  /** The row at the top edge of the view, and how much of it lies above the edge; null: the view is at the end. */
  readonly at: { readonly index: number; readonly offsetPx: number } | null;
  readonly heightPx: number;
}

/** The rows that lie in the view or within a view's height of it. */
export function nearView(count: number, heightOf: (index: number) => number, looked: Looked): Range {
  const { at, heightPx } = looked;
  if (!at) return { from: rowsBack(count, 2 * heightPx, heightOf), to: count };
  let to = at.index;
  for (let left = at.offsetPx + 2 * heightPx; to < count && left > 0; to++) left -= heightOf(to);
  return { from: rowsBack(at.index, heightPx - at.offsetPx, heightOf), to };
}

/** The first of the rows before `index` that fill so many pixels. */
function rowsBack(index: number, px: number, heightOf: (index: number) => number): number {
  let from = index;
  for (let left = px; from > 0 && left > 0; from--) left -= heightOf(from - 1);
  return from;
}
