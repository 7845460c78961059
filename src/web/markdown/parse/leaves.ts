import type { LineCursor } from './line-cursor.ts';
import type { BlockListener } from './nodes.ts';
import { withoutSpaceBefore, withoutSpaceBehind } from './spaces.ts';
import { cellsOf, maxRow } from './tables.ts';

/** A block that holds text. It is given what its lines say, in pieces, and then that the line has ended. */
export interface Leaf {
  readonly type: 'paragraph' | 'heading' | 'fenced' | 'indented' | 'html' | 'math' | 'table';
  add(text: string): void;
  /** 'done': the block has ended with this line. */
  endLine(): 'done' | null;
  close(): void;
}

const space = 32;
const tab = 9;
const hash = 35;

export class Heading<N> implements Leaf {
  readonly type = 'heading';
  readonly #listener: BlockListener<N>;
  readonly #node: N;
  /** Space and closing marks, which belong to the text only if more follows. */
  #held = '';
  #isEmpty = true;

  constructor(listener: BlockListener<N>, node: N) {
    this.#listener = listener;
    this.#node = node;
  }

  add(text: string): void {
    let joined = this.#held + text;
    if (this.#isEmpty) joined = withoutSpaceBefore(joined);
    const end = withoutClosing(joined, this.#isEmpty);
    this.#held = joined.slice(end);
    if (end === 0) return;
    this.#isEmpty = false;
    this.#listener.text(this.#node, joined.slice(0, end));
  }

  endLine(): 'done' {
    // Marks without a space before them belong to the text.
    const held = withoutSpaceBehind(this.#held);
    if (!this.#isEmpty && held.startsWith('#')) this.#listener.text(this.#node, held);
    return 'done';
  }

  close(): void {
    this.#listener.close(this.#node);
  }
}

/** Where the end of a heading begins that may be marks to close it, and the space around them. */
function withoutClosing(text: string, isAll: boolean): number {
  const content = endBefore(text, text.length, isSpace);
  const marks = endBefore(text, content, (code) => code === hash);
  const before = endBefore(text, marks, isSpace);
  if (marks === content) return content;
  return before < marks || (marks === 0 && isAll) ? before : content;
}

const isSpace = (code: number): boolean => code === space || code === tab;

function endBefore(text: string, from: number, fits: (code: number) => boolean): number {
  let end = from;
  while (end > 0 && fits(text.charCodeAt(end - 1))) end--;
  return end;
}

/** A closing fence may still become text. */
const maxFenceLine = 1_000;

export class FencedCode<N> implements Leaf {
  readonly type = 'fenced';
  readonly #listener: BlockListener<N>;
  readonly #node: N;
  readonly #fence: string;
  readonly #indent: number;

  constructor(listener: BlockListener<N>, node: N, fence: string, indent: number) {
    this.#listener = listener;
    this.#node = node;
    this.#fence = fence;
    this.#indent = indent;
  }

  /** Whether the line at the cursor, which has looked, ends the block; undefined: it has too little yet to tell. */
  isEnd(cursor: LineCursor): boolean | undefined {
    const { content } = cursor;
    if (cursor.indent > 3 || content[0] !== this.#fence[0] || content.length > maxFenceLine) return false;
    const end = endBefore(content, content.length, isSpace);
    for (let at = 0; at < end; at++) if (content[at] !== this.#fence[0]) return false;
    if (!cursor.isWhole) return undefined;
    return end >= this.#fence.length;
  }

  skipIndent(cursor: LineCursor): void {
    cursor.skipColumns(Math.min(cursor.indent, this.#indent));
  }

  add(text: string): void {
    if (text !== '') this.#listener.text(this.#node, text);
  }

  endLine(): null {
    this.#listener.text(this.#node, '\n');
    return null;
  }

  close(): void {
    this.#listener.close(this.#node);
  }
}

export class IndentedCode<N> implements Leaf {
  readonly type = 'indented';
  readonly #listener: BlockListener<N>;
  readonly #node: N;
  /** Blank lines, which belong to it only if more follows. */
  #blank = '';
  #line = '';

  constructor(listener: BlockListener<N>, node: N) {
    this.#listener = listener;
    this.#node = node;
  }

  add(text: string): void {
    if (this.#line === '' && withoutSpaceBefore(text) === '') {
      this.#blank += text;
      return;
    }
    this.#listener.text(this.#node, this.#blank + text);
    this.#blank = '';
    this.#line = 'text';
  }

  endLine(): null {
    if (this.#line === '') this.#blank += '\n';
    else this.#listener.text(this.#node, '\n');
    this.#line = '';
    return null;
  }

  close(): void {
    this.#listener.close(this.#node);
  }
}

/** The longest end of an HTML block is `</textarea>`: so much of a line is kept to find one that comes in pieces. */
const keptForEnd = 12;

export class Html<N> implements Leaf {
  readonly type = 'html';
  /** Ends with the line in which this stands; null: before a blank line. */
  readonly end: RegExp | null;
  readonly #listener: BlockListener<N>;
  readonly #node: N;
  #lineEnds = '';
  #recent = '';
  #hasEnded = false;

  constructor(listener: BlockListener<N>, node: N, end: RegExp | null) {
    this.#listener = listener;
    this.#node = node;
    this.end = end;
  }

  add(text: string): void {
    if (text === '') return;
    this.#listener.text(this.#node, this.#lineEnds + text);
    this.#lineEnds = '';
    const recent = this.#recent + text;
    if (this.end?.test(recent)) this.#hasEnded = true;
    this.#recent = recent.slice(-keptForEnd);
  }

  endLine(): 'done' | null {
    if (this.#hasEnded) return 'done';
    this.#lineEnds += '\n';
    this.#recent = '';
    return null;
  }

  close(): void {
    this.#listener.close(this.#node);
  }
}

export class Table<N> implements Leaf {
  readonly type = 'table';
  readonly #listener: BlockListener<N>;
  readonly #node: N;
  readonly #columns: number;
  #index = 0;
  #line = '';

  constructor(listener: BlockListener<N>, node: N, columns: number) {
    this.#listener = listener;
    this.#node = node;
    this.#columns = columns;
  }

  /** A further line is a row of it. */
  addLine(): void {
    this.#index++;
    this.#line = '';
  }

  add(text: string): void {
    this.#line += text;
    // A long row is told once it is whole: to split it again with each piece would cost more and more.
    if (this.#line.length <= maxRow) this.#tell();
  }

  endLine(): null {
    if (this.#line.length > maxRow) this.#tell();
    return null;
  }

  close(): void {
    this.#listener.close(this.#node);
  }

  #tell(): void {
    const cells = cellsOf(this.#line).slice(0, this.#columns);
    while (cells.length < this.#columns) cells.push('');
    this.#listener.row(this.#node, this.#index, cells);
  }
}
