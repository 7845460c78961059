import type { Citations } from './citations.ts';
import type { Destination } from './destinations.ts';
import type { Footnotes } from './footnotes.ts';

/** The words that a view adds to those of the answer. */
export interface Words {
  readonly done: string;
  readonly notDone: string;
  readonly table: string;
  readonly seam: string;
  readonly footnotes: string;
  readonly backToText: string;
  image(alt: string): string;
  source(number: number): string;
}

/** Draws a formula in an element that shows its source; an element is given once. */
export type DrawFormula = (element: HTMLElement, tex: string, display: boolean) => void;

/** The places of an answer's images, which are at other hosts. */
export interface ImagePlaces {
  /** Null where there is nothing to load from. `alt` hides nothing; `isInLink`: it is a part of one. */
  draw(destination: Destination, alt: string, isInLink: boolean): HTMLElement | null;
  /** Nothing more will stand in this paragraph: from now on it is known which images stand alone. */
  settle(paragraph: HTMLElement): void;
}

/** What drawing needs besides what is to be drawn. */
export interface Drawing {
  readonly words: Words;
  readonly footnotes: Footnotes;
  readonly citations: Citations;
  readonly drawFormula: DrawFormula;
  readonly images: ImagePlaces;
}
