import { type CodeKind, kindOf } from './kinds.ts';
import { LineStream } from './line-stream.ts';
import { copyState, firstState, forgetLast, isTooDeep, type Mode, tabSize } from './mode.ts';

/** A run of one line's text in one colour; null is plain ink. */
export interface Span {
  readonly kind: CodeKind | null;
  readonly text: string;
}

/** Beyond that a line has no colours: what a mode's expressions cost grows with the square of it at worst. */
export const colouredLength = 1_000;

/** A mode may look at a place again after changing its state, not for ever. */
const maxIdleTokens = 10;

/** Colours lines in their order. However its last line grew, a text has the same colours. */
export class LineColours {
  readonly #mode: Mode;
  #state: unknown;
  #isBroken = false;

  constructor(mode: Mode) {
    this.#mode = mode;
    this.#state = firstState(mode);
  }

  /** The colours of a line that has ended, without its `\n`; the next call is about the next line. */
  finish(line: string): Span[] {
    if (line.length > colouredLength) return this.preview(line);
    const { spans, state } = this.#read(line);
    this.#state = state;
    if (isTooDeep(state)) this.#isBroken = true;
    return spans;
  }

  /** The colours of a line that may go on. */
  preview(line: string): Span[] {
    return this.#read(line).spans;
  }

  // The state before is never changed, so that reading a line once or a hundred times makes no difference.
  #read(line: string): { spans: Span[]; state: unknown } {
    const state = this.#state;
    if (this.#isBroken) return { spans: plain(line), state };
    try {
      const next = copyState(this.#mode, state);
      return { spans: tokens(this.#mode, line, next), state: next };
    } catch (error) {
      // A mode is written for code, and a model can write anything: what it fails on stays plain, from there on.
      if (!(error instanceof Error)) throw error;
      this.#isBroken = true;
      return { spans: plain(line), state };
    }
  }
}

/** How much of a line has colours: all of it, or as much as does not tear a character apart. */
export function colouredPart(line: string): number {
  return line.length <= colouredLength ? line.length : wholeCharacters(line, colouredLength);
}

/** The greatest length up to `length` at which no surrogate pair of the text is torn apart. */
export function wholeCharacters(text: string, length: number): number {
  const isTorn =
    /[\ud800-\udbff]/.test(text.charAt(length - 1)) && /[\udc00-\udfff]/.test(text.charAt(length));
  return isTorn ? length - 1 : length;
}

const plain = (text: string): Span[] => (text === '' ? [] : [{ kind: null, text }]);

function tokens(mode: Mode, line: string, state: unknown): Span[] {
  forgetLast(mode);
  if (line === '') mode.blankLine?.(state, tabSize);
  const stream = new LineStream(line.slice(0, colouredPart(line)), tabSize, tabSize);
  const spans: Span[] = [];
  while (!stream.eol()) {
    const style = nextStyle(mode, stream, state);
    add(spans, kindOf(style), stream.current());
  }
  add(spans, null, line.slice(stream.pos));
  return spans;
}

function nextStyle(mode: Mode, stream: LineStream, state: unknown): string | null {
  stream.start = stream.pos;
  for (let tries = 0; tries < maxIdleTokens; tries++) {
    const style = mode.token(stream, state);
    if (stream.pos > stream.start) return style;
  }
  throw new Error(`${mode.name ?? 'a mode'} does not get any further`);
}

function add(spans: Span[], kind: CodeKind | null, text: string): void {
  if (text === '') return;
  const last = spans.at(-1);
  if (last?.kind === kind) spans[spans.length - 1] = { kind, text: last.text + text };
  else spans.push({ kind, text });
}
