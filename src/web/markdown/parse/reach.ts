/**
 * How far things reach, in UTF-16 units. Without a bound an opener that nothing closes would keep everything after it
 * undecided, and a text could not be read piece by piece at a constant cost.
 */

/** From opener to closer. */
export const maxSpan = 32_768;
/** Between single dollars. */
export const maxDollarSpan = 2_048;
/** How deep emphasis lies in emphasis, and brackets in brackets. What would lie deeper is text. */
export const maxDepth = 32;
/** How far back an opener is believed to be one while its closer has not come. */
export const likelySpan = 400;
/** The same of a formula or an address, which are longer. */
export const likelyLongSpan = 2_048;

/** What is read at a place: found, not there, or 'open': more text has to come to tell. */
export type Reading<T> = T | null | 'open';

/** A source whose end may not have come: what reaches `end` of an open one is not decided. */
export interface Extent {
  readonly source: string;
  readonly end: number;
  readonly open: boolean;
}

/** Of what began at `at` and has not ended with the source. */
export function unfinished({ end, open }: Extent, at: number, reach = maxSpan): 'open' | null {
  return open && end - at <= reach ? 'open' : null;
}
