import { type Container, fits, type List } from './containers.ts';
import { unescaped } from './escapes.ts';
import { FencedCode, Heading, Html, IndentedCode, Table } from './leaves.ts';
import { LineCursor } from './line-cursor.ts';
import { MathBlock } from './math.ts';
import { type BlockKind, type BlockListener, normalLabel } from './nodes.ts';
import { Paragraph } from './paragraph.ts';
import { type LineReading, type OpenLeaf, readLine } from './reading.ts';
import { withoutSpaceBefore } from './spaces.ts';
import type { ItemStart, Start } from './starts.ts';

/**
 * Reads Markdown that grows: CommonMark's blocks with GFM's tables, task lists and footnotes, and formulas. It goes forward
 * only. What a line is can be told from its first characters, which are held back until then; the rest of the line goes
 * to its block as it comes. So a piece costs the same wherever it comes, and what it becomes does not depend on how
 * the text was cut.
 */
export class BlockParser<N> {
  readonly #listener: BlockListener<N>;
  readonly #containers: Container<N>[] = [];
  #leaf: OpenLeaf<N> | null = null;
  /** The last line that the open leaf has something of. */
  #leafLine = 0;
  /** What is not told yet of what has come. */
  #pending = '';
  /** Where that begins in the text, and where its line begins. */
  #position = 0;
  #lineStart = 0;
  #line = 1;
  /** Who takes what comes of the line: null until it is known what the line is. */
  #taker: 'leaf' | 'nobody' | null = null;
  #endedWithReturn = false;
  /** The line that has begun is nothing but space. */
  #isSpaceSoFar = false;

  constructor(listener: BlockListener<N>) {
    this.#listener = listener;
  }

  write(text: string): void {
    this.#pending += text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
    // More space says nothing yet of a line that has nothing else.
    if (this.#isSpaceSoFar && isSpace(text)) return;
    this.#read(false);
    this.#isSpaceSoFar = this.#taker === null && this.#pending !== '' && isSpace(this.#pending);
  }

  /** No more comes. */
  end(): void {
    this.#read(true);
    if (this.#taker) this.#endLine();
    this.#closeTo(0);
  }

  #read(isEnd: boolean): void {
    if (this.#endedWithReturn && this.#pending !== '') this.#skipLineFeed();
    if (this.#position === 0 && this.#pending.startsWith('\ufeff')) this.#skipByteOrderMark();
    while (this.#pending !== '') {
      const end = this.#pending.search(/[\n\r]/);
      const line = end === -1 ? this.#pending : this.#pending.slice(0, end);
      if (!this.#readPart(line, end !== -1 || isEnd)) return;
      this.#pass(line.length);
      if (end !== -1) this.#passLineEnd();
    }
  }

  #passLineEnd(): void {
    this.#endLine();
    this.#endedWithReturn = this.#pending === '\r';
    this.#pass(this.#pending.startsWith('\r\n') ? 2 : 1);
    this.#lineStart = this.#position;
    this.#line++;
  }

  /** The second half of a line end that was cut in the middle. */
  #skipLineFeed(): void {
    this.#endedWithReturn = false;
    if (!this.#pending.startsWith('\n')) return;
    this.#pass(1);
    this.#lineStart = this.#position;
  }

  #skipByteOrderMark(): void {
    this.#pass(1);
    this.#lineStart = this.#position;
  }

  #pass(length: number): void {
    this.#pending = this.#pending.slice(length);
    this.#position += length;
  }

  /** Takes what has come of a line; false if it takes more to tell what it is. */
  #readPart(line: string, isWhole: boolean): boolean {
    if (this.#taker) {
      this.#give(line);
      return true;
    }
    const cursor = new LineCursor(line, isWhole);
    const reading = readLine(cursor, this.#containers, this.#leaf);
    if (reading) this.#apply(reading, cursor);
    return reading !== null;
  }

  #give(text: string): void {
    if (this.#taker !== 'leaf' || text === '') return;
    this.#leaf!.add(text);
    this.#replaceFailed();
  }

  #endLine(): void {
    if (this.#taker === 'leaf') {
      const isDone = this.#leaf!.endLine() === 'done';
      if (!this.#replaceFailed() && isDone) this.#closeLeaf();
    }
    this.#taker = null;
  }

  #apply({ matched, starts, rest }: LineReading, cursor: LineCursor): void {
    this.#taker = 'nobody';
    for (const container of this.#containers.slice(0, matched)) {
      if (container.type === 'quote') container.lastLine = this.#line;
    }
    if (rest === 'leaf' || rest === 'lazy') return this.#goOn(cursor);
    const [first] = starts;
    if (first?.type === 'underline') return this.#underline(first.level, cursor);
    if (first?.type === 'delimiters') return this.#beginTable(first);
    if (rest === 'end') this.#leafLine = this.#line;
    this.#closeTo(rest === 'end' ? this.#containers.length : matched);
    for (const start of starts) this.#begin(start, cursor);
    if (rest === 'new') this.#beginParagraph(cursor.content);
  }

  /** The open leaf takes a further line. */
  #goOn(cursor: LineCursor): void {
    const leaf = this.#leaf!;
    const isOfLines = leaf instanceof Paragraph || leaf instanceof Table;
    if (isOfLines) leaf.addLine();
    // Blank lines after indented code are not its own.
    if (leaf.type !== 'indented' || !cursor.isBlank) this.#leafLine = this.#line;
    this.#taker = 'leaf';
    this.#give(isOfLines ? cursor.content : cursor.rest);
  }

  #underline(level: number, cursor: LineCursor): void {
    if (!(this.#leaf as Paragraph<N>).toHeading(level)) return this.#underlineNothing(level, cursor);
    this.#leaf = null;
    this.#endChild(this.#line);
  }

  /** All that the paragraph says are definitions: three hyphens below them are a rule, other marks begin its text. */
  #underlineNothing(level: number, cursor: LineCursor): void {
    if (level === 1 || !cursor.content.startsWith('---')) return this.#goOn(cursor);
    this.#closeTo(this.#containers.length);
    this.#begin({ type: 'rule' }, cursor);
  }

  #beginTable({ aligns }: Extract<Start, { type: 'delimiters' }>): void {
    const node = (this.#leaf as Paragraph<N>).toTable(aligns);
    this.#leaf = new Table(this.#listener, node, aligns.length);
    this.#leafLine = this.#line;
  }

  #begin(start: Start, cursor: LineCursor): void {
    if (start.type === 'item') return this.#beginItem(start);
    this.#leaveList();
    switch (start.type) {
      case 'quote':
        return this.#push({ type: 'quote', ...this.#container({ type: 'quote' }) });
      case 'footnote': {
        const label = normalLabel(start.label);
        return this.#push({ type: 'footnote', ...this.#container({ type: 'footnote', label }) });
      }
      case 'rule':
        this.#listener.close(this.#open({ type: 'rule' }));
        return this.#endChild(this.#line);
      case 'fence': {
        const node = this.#open({ type: 'code', info: unescaped(start.info) });
        return this.#setLeaf(new FencedCode(this.#listener, node, start.fence, start.indent));
      }
      default:
        this.#setLeaf(this.#leafOf(start, cursor));
        this.#taker = 'leaf';
        this.#give(cursor.rest);
    }
  }

  #leafOf(
    start: Extract<Start, { type: 'heading' | 'indented' | 'html' | 'math' | 'underline' | 'delimiters' }>,
    cursor: LineCursor,
  ): OpenLeaf<N> {
    switch (start.type) {
      case 'heading':
        return new Heading(this.#listener, this.#open({ type: 'heading', level: start.level }));
      case 'indented':
        cursor.skipColumns(4);
        return new IndentedCode(this.#listener, this.#open({ type: 'code', info: '' }));
      case 'html':
        return new Html(this.#listener, this.#open({ type: 'html' }), start.end);
      case 'math':
        this.#beginChild();
        return new MathBlock({ ...this.#place, opener: start.opener, closer: start.closer });
      default:
        throw new Error(`A ${start.type} belongs to the line above.`);
    }
  }

  #beginItem(start: ItemStart): void {
    const top = this.#containers.at(-1);
    if (top?.type !== 'list' || !fits(top, start)) {
      this.#leaveList();
      this.#push({ type: 'list', start, isLoose: false, ...this.#container(listKind(start, false)) });
    }
    this.#push({ type: 'item', indent: start.indent, ...this.#container({ type: 'item', checked: null }) });
  }

  #beginParagraph(text: string): void {
    this.#leaveList();
    const top = this.#containers.at(-1);
    const item = top?.type === 'item' && top.isEmpty ? top : null;
    const ontask =
      item && ((checked: boolean) => this.#listener.change(item.node, { type: 'item', checked }));
    this.#beginChild();
    this.#setLeaf(new Paragraph({ ...this.#place, ontask }));
    this.#taker = 'leaf';
    this.#give(text);
  }

  #setLeaf(leaf: OpenLeaf<N>): void {
    this.#leaf = leaf;
    this.#leafLine = this.#line;
  }

  /** A formula that has turned out to be none is read as a paragraph, which goes on. */
  #replaceFailed(): boolean {
    const failed = this.#leaf;
    if (!(failed instanceof MathBlock) || !failed.hasFailed) return false;
    failed.close();
    const paragraph = new Paragraph({ ...this.#place, ontask: null });
    for (const [index, line] of failed.lines.entries()) {
      if (index > 0) paragraph.addLine();
      paragraph.add(withoutSpaceBefore(line));
    }
    this.#leaf = paragraph;
    return true;
  }

  #closeLeaf(): void {
    if (this.#leaf instanceof MathBlock) {
      this.#leaf.endHere();
      this.#replaceFailed();
    }
    this.#leaf?.close();
    if (this.#leaf) this.#endChild(this.#leafLine);
    this.#leaf = null;
  }

  /** Closes the leaf and all containers but the first `count`. */
  #closeTo(count: number): void {
    this.#closeLeaf();
    while (this.#containers.length > count) this.#pop();
  }

  #leaveList(): void {
    if (this.#containers.at(-1)?.type === 'list') this.#pop();
  }

  #push(container: Container<N>): void {
    this.#containers.push(container);
  }

  #pop(): void {
    const { node, lastLine } = this.#containers.pop()!;
    this.#listener.close(node);
    this.#endChild(lastLine);
  }

  /** A block that will hold others. */
  #container(kind: BlockKind) {
    return { node: this.#open(kind), isEmpty: true, lastLine: this.#line };
  }

  #open(kind: BlockKind): N {
    this.#beginChild();
    const { listener, parent, start } = this.#place;
    return listener.open(parent, kind, start);
  }

  get #place() {
    return {
      listener: this.#listener,
      parent: this.#containers.at(-1)?.node ?? null,
      start: this.#lineStart,
    };
  }

  /** A list is loose if there is a blank line between two of its items, or between two blocks of one of them. */
  #beginChild(): void {
    const top = this.#containers.at(-1);
    if (!top) return;
    const isApart = !top.isEmpty && top.lastLine < this.#line - 1;
    top.isEmpty = false;
    const list = top.type === 'list' ? top : this.#containers.at(-2);
    if (isApart && (top.type === 'list' || top.type === 'item')) this.#loosen(list as List<N>);
  }

  #endChild(line: number): void {
    const top = this.#containers.at(-1);
    if (top) top.lastLine = Math.max(top.lastLine, line);
  }

  #loosen(list: List<N>): void {
    if (list.isLoose) return;
    list.isLoose = true;
    this.#listener.change(list.node, listKind(list.start, true));
  }
}

const isSpace = (text: string): boolean => /^[ \t]*$/.test(text);

function listKind({ number }: ItemStart, loose: boolean): BlockKind {
  return { type: 'list', ordered: number !== null, start: number ?? 1, loose };
}
