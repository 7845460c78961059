// `[1]`, `[ref_1]` and `[^1]`: how models name a page that a search of theirs found.

const name = /^(?:ref_|\^)?([1-9]\d{0,2})$/;
const longestName = 8;

/** The beginning of such a name, behind its bracket, at the end of what there is. */
export const citationBegun = /(?:[1-9]\d{0,2}|r(?:e(?:f(?:_\d{0,3})?)?)?)$/y;

/** The number of the source that stands between brackets; null for what names none. */
export function citedNumber(source: string, from: number, to: number): number | null {
  if (to - from > longestName) return null;
  const number = name.exec(source.slice(from, to))?.[1];
  return number === undefined ? null : Number(number);
}
