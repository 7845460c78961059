import type { Section } from './growing-document.ts';

/**
 * The sections (by their start) after which a mark stands: each seam's is the one that it lies in or that ends with it.
 * Seams are in UTF-16 units of the source; sections count each of its line ends as one.
 */
export function sectionsBeforeSeams(
  sections: readonly Section[],
  source: string,
  seams: readonly number[],
): ReadonlySet<number> {
  const places = seams.map((seam) => source.slice(0, seam).replace(/\r\n?/g, '\n').length);
  const starts = places.map((place) => sections.findLast(({ start }) => start < place)?.start);
  return new Set(starts.filter((start) => start !== undefined));
}
