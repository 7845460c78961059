import type { Extent, Reading } from './reach.ts';

// How models name pages that a search of theirs found: `[1]`, `[1, 2]`, `[ref_1]`, `[citation:1]`, `[^1]`, `[^1^]`,
// `[1†source]`, and the same between 【 and 】.

const number = String.raw`[1-9]\d{0,2}`;
const note = String.raw`†[^\[\]【】\n]{0,40}`;
const single = new RegExp(`^(?:ref_|citation:|\\^)?(${number})(?:\\^|${note})?$`);
const several = new RegExp(`^${number}(?:[,，、] ?${number}){1,9}$`);
const longestName = 60;

const begunSeveral = String.raw`${number}(?:[,，、] ?${number}){0,8}(?:[,，、] ?)?`;
const begunWord = 'r(?:e(?:f(?:_\\d{0,3})?)?)?|c(?:i(?:t(?:a(?:t(?:i(?:o(?:n(?::\\d{0,3})?)?)?)?)?)?)?)?';

/** The beginning of such a name, behind its bracket, at the end of what there is. */
export const citationBegun = new RegExp(`(?:${begunSeveral}|${number}${note}|${begunWord})$`, 'y');

/** The numbers of the sources that stand between brackets; null for what names none. */
export function citedNumbers(source: string, from: number, to: number): number[] | null {
  if (to - from > longestName) return null;
  const name = source.slice(from, to);
  const alone = single.exec(name)?.[1];
  if (alone !== undefined) return [Number(alone)];
  return several.test(name) ? name.split(/[,，、]/).map(Number) : null;
}

const wide = new RegExp(`【((?:${number})(?:${note}|(?:[,，、] ?${number}){1,9})?)】`, 'y');
const wideBegun = new RegExp(`【(?:${begunSeveral}|${number}${note})?$`, 'y');

export interface Cited {
  readonly end: number;
  readonly numbers: readonly number[];
}

/** The mark of a source that begins with the 【 at `at`. */
export function readWideCitation({ source, open }: Extent, at: number): Reading<Cited> {
  wide.lastIndex = wideBegun.lastIndex = at;
  const name = wide.exec(source)?.[1];
  const numbers = name === undefined ? null : citedNumbers(name, 0, name.length);
  if (numbers) return { end: wide.lastIndex, numbers };
  return open && wideBegun.test(source) ? 'open' : null;
}
