import type { Block } from './nodes.ts';
import { parseMarkdown, type PlacedBlock } from './parse.ts';

/** A block and where its source begins: its identity while the text grows. */
export interface Section {
  readonly start: number;
  readonly block: Block;
}

/** `[name]: address`, which holds for the text before it as well. */
const definition = /^ {0,3}\[[^\]\n]+\]:/m;

/**
 * Markdown that grows. What can still change is only the last block, so only its source is parsed again; the sections
 * before it stay the same objects, and what is drawn of them is not touched.
 */
export class GrowingDocument {
  #text = '';
  #finished: Section[] = [];
  #finishedEnd = 0;

  /** The sections of the text; `isWhole`: no more will come, and names may be used before they are defined. */
  update(source: string, isWhole = false): readonly Section[] {
    const text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
    if (!text.startsWith(this.#text)) this.#restart();
    this.#text = text;
    if (isWhole && definition.test(text)) this.#restart();
    const open = this.#parseOpen();
    this.#finish(open);
    return [...this.#finished, ...open.filter(({ start }) => start >= this.#finishedEnd)];
  }

  #restart(): void {
    this.#finished = [];
    this.#finishedEnd = 0;
  }

  #parseOpen(): Section[] {
    const source = this.#text.slice(this.#finishedEnd);
    const starts = lineStarts(source);
    const sectionOf = ({ line, block }: PlacedBlock): Section => ({
      start: this.#finishedEnd + (starts[line] ?? 0),
      block,
    });
    return parseMarkdown(source).map(sectionOf);
  }

  /**
   * All blocks before the last one are finished. A block that begins in the last line, which may yet go on, decides
   * nothing: `#` after a list is a heading, `#tag` goes on with the list.
   */
  #finish(open: readonly Section[]): void {
    const lastLine = this.#text.lastIndexOf('\n') + 1;
    const last = open.findLastIndex(({ start }) => start < lastLine);
    if (last <= 0) return;
    for (const section of open.slice(0, last)) this.#finished.push(section);
    this.#finishedEnd = open[last]!.start;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}
