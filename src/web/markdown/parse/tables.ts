import type { Align } from './nodes.ts';
import { withoutSpaceAround } from './spaces.ts';

/** A longer line is no row that could still be looked at while it comes; it waits for its end. */
export const maxRow = 8_192;

/** The cells of a table's row (GFM 4.10): between `|`, without the outer ones; `\|` is a `|` within a cell. */
export function cellsOf(line: string): string[] {
  const row = withoutSpaceAround(line).replace(/^\|/, '');
  const cells: string[] = [];
  let cell = '';
  let start = 0;
  for (let at = row.indexOf('|'); at !== -1; at = row.indexOf('|', at + 1)) {
    if (row[at - 1] === '\\') {
      cell += row.slice(start, at - 1) + '|';
    } else {
      cells.push(withoutSpaceAround(cell + row.slice(start, at)));
      cell = '';
    }
    start = at + 1;
  }
  const last = withoutSpaceAround(cell + row.slice(start));
  if (last !== '' || start < row.length || cells.length === 0) cells.push(last);
  return cells;
}

const delimiterCell = /^:?-+:?$/;

/** What the line below a table's head says of its columns; null if it is no such line. */
export function alignsOf(line: string): Align[] | null {
  if (!/[|:]/.test(line)) return null;
  const cells = cellsOf(line);
  return cells.every((cell) => delimiterCell.test(cell)) ? cells.map(alignOf) : null;
}

function alignOf(cell: string): Align {
  if (!cell.endsWith(':')) return cell.startsWith(':') ? 'left' : null;
  return cell.startsWith(':') ? 'center' : 'right';
}
