import { Brackets } from './brackets.ts';
import { characterBefore } from './flanking.ts';
import type { Inline } from './nodes.ts';
import type { Extent } from './reach.ts';

/** The nodes of a leaf, and up to where nothing that follows can change what they say. */
interface Gathered {
  readonly before: readonly Inline[];
  readonly after: readonly Inline[];
  /** Of the source, what `before` is. */
  readonly length: number;
}

/**
 * How far the text of a leaf is read, what has gone out of it, and up to where that is settled. Every reading ends here:
 * text goes on, a node goes out, or something has to wait.
 */
export class Progress {
  readonly extent: Extent;
  readonly out = new Brackets();
  readonly #before: string;
  #place = 0;
  #textStart = 0;
  /** Where the first thing that is not decided leaves everything before it settled. What is read after it is a guess. */
  #settled: number | null = null;

  /** `before`: the whole character before the source, '' at the beginning of the leaf. */
  constructor(extent: Extent, before: string) {
    this.extent = extent;
    this.#before = before;
  }

  /** Up to where it is read. */
  get place(): number {
    return this.#place;
  }

  /** Where the plain text begins that has not gone out yet. */
  get textStart(): number {
    return this.#textStart;
  }

  /** What comes up to `end` is text, and may go on. */
  takeAsText(end: number): void {
    this.#place = end;
  }

  /** A node that takes the source from `at` to `end`. */
  take(at: number, end: number, node: Inline): void {
    this.flushText(at);
    this.out.add({ at, node, height: node.type === 'link' ? 1 : 0 });
    this.passTo(end);
  }

  /** What stands from `at` on depends on what follows. */
  wait(at: number): void {
    if (this.extent.open) this.#settled ??= this.out.settledBefore(at);
  }

  /** What stands from `at` on does not even show before more has come. */
  hold(at: number): void {
    this.wait(at);
    this.flushText(at);
    this.passTo(this.extent.end);
  }

  /** The plain text before `end` goes out. */
  flushText(end: number): void {
    const { source } = this.extent;
    const start = this.#textStart;
    const cut = this.#settled ?? start;
    if (cut > start && cut < end) {
      this.out.addText(start, source.slice(start, cut));
      this.out.addText(cut, source.slice(cut, end));
    } else this.out.addText(start, source.slice(start, end));
    this.#textStart = end;
  }

  /** What stands before `end` has gone out, or never will. */
  passTo(end: number): void {
    this.#place = this.#textStart = end;
  }

  /** The whole character before `at`. */
  characterBefore(at: number): string {
    return at === 0 ? this.#before : characterBefore(this.extent.source, at);
  }

  /** Where the spaces begin that the plain text ends with. */
  spacesBefore(place: number, marks: string): number {
    let start = place;
    while (start > this.#textStart && marks.includes(this.extent.source[start - 1]!)) start--;
    return start;
  }

  /** The text has ended. */
  finish(): Gathered {
    const { end, open } = this.extent;
    const length = this.#settled ?? end;
    return { ...this.out.finish(end, open).nodes(length), length };
  }
}
