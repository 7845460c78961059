import type { Random } from './random.ts';

/** Up to this length a text is cut at every place. */
export const shortLength = 2_048;
const placesInLong = 200;
/** Where a construct may begin or end: at these characters what was read until then is most likely to mean something else. */
const edge = /[\n*_~`$[\](){}<>|\\&:#!"'^=+-]/g;
const edgesInLong = 200;

/** The places at which a text is cut in two: all of a short one; of a long one some, and edges of its constructs. */
export function placesIn(text: string, random: Random): number[] {
  if (text.length <= shortLength) return Array.from({ length: text.length }, (_, place) => place);
  const some = Array.from({ length: placesInLong }, () => random.below(text.length));
  return [...new Set([...some, ...edgesIn(text)])].toSorted((one, other) => one - other);
}

/** The first edges, and the first of each kind. Later ones are like them where a text is a thing a thousand times. */
function edgesIn(text: string): number[] {
  const places = new Set<number>();
  for (const { index } of text.matchAll(edge)) {
    if (places.size >= edgesInLong) break;
    places.add(index);
    places.add(index + 1);
  }
  return [...places];
}

/** Longer ones take too long to draw once for every place: they are cut at several places at once. */
const aloneLength = 20_480;
const drawingsOfLong = 8;

/** The places at which a text is cut, for each time that it is drawn. Together they are all of `placesIn`. */
export function cutsOf(text: string, random: Random): number[][] {
  const places = placesIn(text, random);
  if (text.length <= aloneLength) return places.map((place) => [place]);
  const drawings = Array.from({ length: drawingsOfLong }, (): number[] => []);
  places.forEach((place, index) => drawings[index % drawingsOfLong]!.push(place));
  return drawings;
}

/** Pieces of random lengths up to `longest`. */
export function randomPieces(text: string, random: Random, longest: number): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; from += pieces.at(-1)!.length) {
    pieces.push(text.slice(from, from + 1 + random.below(longest)));
  }
  return pieces;
}
