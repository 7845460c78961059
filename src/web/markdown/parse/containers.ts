import type { LineCursor } from './line-cursor.ts';
import type { ItemStart } from './starts.ts';

/** A block that holds others and may go on. */
export type Container<N> = {
  readonly node: N;
  isEmpty: boolean;
  /** The line on which it ends, if it ends now: blank lines after what it holds are not its own. */
  lastLine: number;
} & (
  | { readonly type: 'quote' | 'footnote' }
  | { readonly type: 'list'; readonly start: ItemStart; isLoose: boolean }
  | { readonly type: 'item'; readonly indent: number }
);

export type List<N> = Extract<Container<N>, { type: 'list' }>;

const footnoteIndent = 4;

/** Whether the line at the cursor, which has looked, goes on with the container; goes over what marks that. */
export function goesOn<N>(container: Container<N>, cursor: LineCursor): boolean {
  switch (container.type) {
    case 'list':
      return true;
    case 'quote':
      if (cursor.indent > 3 || cursor.first !== '>') return false;
      cursor.skip(1);
      cursor.skipColumns(1);
      return true;
    case 'item':
      return isIndented(container, cursor, container.indent);
    case 'footnote':
      return isIndented(container, cursor, footnoteIndent);
  }
}

function isIndented<N>(container: Container<N>, cursor: LineCursor, columns: number): boolean {
  if (cursor.isBlank) {
    if (container.isEmpty) return false;
    cursor.skip();
    return true;
  }
  if (cursor.indent < columns) return false;
  cursor.skipColumns(columns);
  return true;
}

/** Whether the item is a further one of the list. */
export function fits<N>({ start }: List<N>, item: ItemStart): boolean {
  return start.mark === item.mark && (start.number === null) === (item.number === null);
}
