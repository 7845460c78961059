import type { FindingKind } from './finding.ts';
import { type Result, triesWith } from './results.ts';

const columns: readonly (readonly [heading: string, kind: FindingKind])[] = [
  ['losses', 'loss'],
  ['doubles', 'double'],
  ['stuck', 'stuck'],
  ['other', 'other'],
];

/** All slices in one table, a line a fault. `order`: the rows, as they are to stand. */
export function table(results: readonly Result[], order: readonly string[]): string {
  const lines = order.flatMap((row) => {
    const ofRow = results.filter((result) => result.row === row);
    return ofRow.length === 0 ? [] : [lineOf(row, ofRow)];
  });
  const headings = ['fault', 'tries', ...columns.map(([heading]) => heading), 'seeds', 'seconds'];
  return aligned([headings, headings.map(() => '---'), ...lines]);
}

function lineOf(row: string, results: readonly Result[]): string[] {
  const sum = (count: (result: Result) => number): string =>
    String(results.reduce((total, result) => total + count(result), 0));
  return [
    `\`${row}\``,
    sum(({ tries }) => tries),
    ...columns.map(([, kind]) => sum((result) => triesWith(kind, result))),
    seedsOf(results),
    sum(({ seconds }) => Math.round(seconds)),
  ];
}

/** `1–5, 9` */
function seedsOf(results: readonly Result[]): string {
  const seeds = [...new Set(results.map(({ seed }) => seed))].toSorted((a, b) => a - b);
  const spans: [number, number][] = [];
  for (const seed of seeds) {
    const last = spans.at(-1);
    if (last?.[1] === seed - 1) last[1] = seed;
    else spans.push([seed, seed]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => cell.padEnd(widths[column]!, cell === '---' ? '-' : ' '));
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');
}
