import { element } from '../view/sink.ts';
import { DrawnLine } from './drawn-line.ts';
import { LineColours } from './line-colours.ts';
import type { Mode } from './mode.ts';
import type { Slices } from './slices.ts';

/** Lines are laid out a box at a time: a box this full is never touched again, whatever follows. */
const boxLines = 32;
const boxLength = 4_096;

/**
 * Code as it grows: whole lines are drawn once, and again only if their language is loaded after them. The present line
 * alone is read again with every piece, so that a piece costs the same at the end of a long block as at its beginning.
 */
export class CodeLines {
  readonly element = element('code');
  readonly #slices: Slices;
  #colours: LineColours | null = null;
  /** The line that has not ended. */
  #open: DrawnLine | null = null;
  /** Lines that still have to get their colours, in order; `#next` is the first of them. */
  #plain: DrawnLine[] = [];
  #next = 0;
  #box: HTMLElement | null = null;
  #linesInBox = 0;
  #lengthOfBox = 0;
  #lines = 0;
  /** No colours are to come: nothing is kept for them. */
  #isPlain: boolean;
  #isDisposed = false;

  /** `awaitsColours`: a call of `colour` may follow. */
  constructor(slices: Slices, awaitsColours: boolean) {
    this.#slices = slices;
    this.#isPlain = !awaitsColours;
  }

  /** What it says, letter for letter. */
  get text(): string {
    return this.element.textContent;
  }

  /** More of the code; lines end with `\n`. */
  append(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.#add(text.slice(start, end), true);
      start = end + 1;
    }
    if (start < text.length) this.#add(text.slice(start), false);
  }

  /** Colours what is there, a slice at a time, and what comes; null: nothing ever will. */
  colour(mode: Mode | null): void {
    if (this.#isDisposed) return;
    this.#isPlain = mode === null;
    if (mode) {
      this.#colours = new LineColours(mode);
      this.#slices.add(this.#colourNext);
    } else this.#plain = [];
  }

  /** Nothing more will come. */
  close(): void {
    this.#open = null;
  }

  /** Colours that have not come by now never will. */
  dispose(): void {
    this.#isDisposed = true;
    this.#slices.remove(this.#colourNext);
    this.#plain = [];
  }

  #add(text: string, ends: boolean): void {
    const line = (this.#open ??= this.#newLine());
    line.add(text);
    this.#lengthOfBox += text.length;
    if (ends) {
      line.end();
      this.#open = null;
    }
    const canColour = this.#colours !== null && this.#next === this.#plain.length;
    if (canColour && this.#slices.atOnce(() => this.#colour(line))) return;
    line.draw([{ kind: null, text: line.head }]);
    if (!this.#isPlain) this.#wait(line);
  }

  #newLine(): DrawnLine {
    if (!this.#box || this.#linesInBox >= boxLines || this.#lengthOfBox >= boxLength) this.#openBox();
    const line = new DrawnLine();
    this.#box?.append(line.element);
    this.#linesInBox++;
    this.#lines++;
    return line;
  }

  #openBox(): void {
    this.#box = element('span', { class: 'code-box' });
    // Numbers begin again in each box, so that no box waits for those before it.
    this.#box.style.setProperty('--lines-before', String(this.#lines));
    this.#linesInBox = 0;
    this.#lengthOfBox = 0;
    this.element.append(this.#box);
  }

  #wait(line: DrawnLine): void {
    if (this.#plain.at(-1) !== line) this.#plain.push(line);
    if (this.#colours) this.#slices.add(this.#colourNext);
  }

  /** A slice's work: the next line; false when all have their colours. */
  readonly #colourNext = (): boolean => {
    const line = this.#plain[this.#next];
    if (line) {
      this.#next++;
      this.#colour(line);
    }
    if (this.#next < this.#plain.length) return true;
    this.#plain = [];
    this.#next = 0;
    return false;
  };

  #colour(line: DrawnLine): void {
    const { head } = line;
    // Where a line that is read in part ends, nobody knows: the next goes on from before it.
    const isRead = line.isEnded && !line.isLong;
    line.draw((isRead ? this.#colours?.finish(head) : this.#colours?.preview(head)) ?? []);
  }
}
