import { type FoundDefinition, labelBeginning, maxLabel, readDefinition, wholeLabel } from './definitions.ts';
import type { Leaf } from './leaves.ts';
import type { Align, BlockListener } from './nodes.ts';
import { withoutSpaceBefore, withoutSpaceBehind } from './spaces.ts';
import { cellsOf, maxRow } from './tables.ts';

export interface ParagraphPlace<N> {
  readonly listener: BlockListener<N>;
  readonly parent: N | null;
  /** Where it begins in the text, in UTF-16 units. */
  readonly start: number;
  /** It is the first thing in an item: `[ ]` makes that a task. */
  readonly ontask: ((checked: boolean) => void) | null;
}

/**
 * What a paragraph's text has turned out to be so far:
 * - `beginning`: nothing has come, or what may be the box of a task;
 * - `head`: its only line may be a table's head, and is shown as one;
 * - `label`: brackets that may name a definition; shown as text;
 * - `definition`: a name and a colon; not shown;
 * - `text`: a paragraph.
 */
type Phase = 'beginning' | 'head' | 'label' | 'definition' | 'text';

const box = /^\[([ xX])\]\s/;
const boxBeginning = /^\[(?:[ xX]\]?)?$/;

export class Paragraph<N> implements Leaf {
  readonly type = 'paragraph';
  readonly #place: ParagraphPlace<N>;
  #node: N | null = null;
  #phase: Phase = 'beginning';
  /** What is not told yet, or may have to be taken back. */
  #head = '';
  /** Space that belongs to the text only if more follows. */
  #space = '';
  /** How long the text is that was told, and where its last line begins there. */
  #told = 0;
  #lineStart = 0;
  /** The last line, as long as it may be a table's head. */
  #line: string | null = '';
  /** In the lines before it a `$$` was left open. */
  #wasInFormula = false;

  constructor(place: ParagraphPlace<N>) {
    this.#place = place;
  }

  add(text: string): void {
    if (this.#line !== null) this.#line = this.#line.length > maxRow ? null : this.#line + text;
    const told = withoutSpaceBehind(text);
    if (told === '') {
      this.#space += text;
      return;
    }
    const joined = this.#space + told;
    this.#space = text.slice(told.length);
    this.#take(joined);
  }

  /** A further line goes on with it. */
  addLine(): void {
    if (this.#phase === 'head') this.#becomeText();
    this.#space += '\n';
    this.#wasInFormula = this.isInFormula;
    this.#line = '';
  }

  endLine(): null {
    return null;
  }

  /** The line above the next one, if it may be a table's head. */
  get header(): string | null {
    return this.#line === null || this.#line.length > maxRow ? null : this.#line;
  }

  /** A line began or ended with a `$$` whose second has not come: the next one by itself is that, and begins no formula. */
  get isInFormula(): boolean {
    const line = withoutSpaceBehind(this.#line ?? '');
    const isPaired = (line.split('$$').length - 1) % 2 === 0;
    if (isPaired || this.#wasInFormula) return isPaired && this.#wasInFormula;
    return line.startsWith('$$') || line.endsWith('$$');
  }

  close(): void {
    this.#settle();
    if (this.#node !== null) this.#place.listener.close(this.#node);
  }

  /** Ends it as a heading; false if all that it says are definitions. */
  toHeading(level: number): boolean {
    this.#settle();
    if (this.#node === null) return false;
    this.#place.listener.change(this.#node, { type: 'heading', level });
    this.#place.listener.close(this.#node);
    return true;
  }

  /** Ends it before its last line, which is the head of a table; gives that table. */
  toTable(aligns: readonly Align[]): N {
    const { listener, parent, start } = this.#place;
    const cells = cellsOf(this.#line ?? '');
    if (this.#phase === 'head') {
      listener.change(this.#node!, { type: 'table', aligns });
      listener.row(this.#node!, 0, cells);
      return this.#node!;
    }
    this.#settle();
    if (this.#node !== null) this.#cutLastLine(this.#node);
    const table = listener.open(parent, { type: 'table', aligns }, start);
    listener.row(table, 0, cells);
    return table;
  }

  #cutLastLine(node: N): void {
    const { listener } = this.#place;
    if (this.#lineStart === 0) {
      listener.remove(node);
      return;
    }
    listener.cut(node, this.#lineStart);
    listener.close(node);
  }

  #take(text: string): void {
    switch (this.#phase) {
      case 'beginning':
        return this.#begin(withoutSpaceBefore(this.#head + text));
      case 'head':
        return this.#takeHead(text);
      case 'label':
        return this.#takeLabel(text);
      case 'definition':
        this.#head += text;
        return this.#takeDefinitions(false);
      case 'text':
        return this.#tell(text);
    }
  }

  #begin(text: string): void {
    this.#head = '';
    if (this.#place.ontask && this.#isTask(text)) return;
    if (text.startsWith('|') && this.#told === 0) {
      this.#phase = 'head';
      this.#takeHead(text);
    } else if (text.startsWith('[')) {
      this.#phase = 'label';
      this.#takeLabel(text);
    } else {
      this.#phase = 'text';
      this.#tell(text);
    }
  }

  /** Whether the text is, or may become, the box of a task. */
  #isTask(text: string): boolean {
    const found = box.exec(text);
    if (found) {
      this.#place.ontask!(found[1] !== ' ');
      this.#phase = 'text';
      this.#tell(withoutSpaceBefore(text.slice(found[0].length)));
      return true;
    }
    if (!boxBeginning.test(text)) return false;
    this.#head = text;
    return true;
  }

  #takeHead(text: string): void {
    this.#head += text;
    if (this.#head.length > maxRow) return this.#becomeText();
    const { listener, parent, start } = this.#place;
    this.#node ??= listener.open(parent, { type: 'table', aligns: [] }, start);
    listener.row(this.#node, 0, cellsOf(this.#head));
  }

  /** It was no table's head. */
  #becomeText(): void {
    if (this.#node !== null) this.#place.listener.remove(this.#node);
    this.#node = null;
    this.#tellHead();
  }

  #takeLabel(text: string): void {
    this.#head += text;
    const label = wholeLabel.exec(this.#head)?.[0];
    if (label === undefined) {
      if (this.#head.length > maxLabel || !labelBeginning.test(this.#head)) this.#tellHead();
      else this.#tell(this.#head.slice(this.#told));
      return;
    }
    if (label.length === this.#head.length) return;
    if (this.#head[label.length] !== ':' || label.length > maxLabel) return this.#tellHead();
    this.#hide();
    this.#phase = 'definition';
    this.#takeDefinitions(false);
  }

  #hide(): void {
    if (this.#node !== null) this.#place.listener.remove(this.#node);
    this.#node = null;
    this.#told = 0;
    this.#lineStart = 0;
  }

  /** Goes over the definitions that it begins with. */
  #takeDefinitions(isEnd: boolean): void {
    while (this.#phase === 'definition') {
      const found = readDefinition(this.#head, isEnd);
      if (found === 'more') return;
      if (found === null) return this.#tellHead();
      this.#define(found);
    }
  }

  #define({ label, definition, length }: FoundDefinition): void {
    this.#place.listener.define(label, definition);
    const rest = this.#head.slice(length);
    this.#head = '';
    this.#phase = 'beginning';
    if (rest !== '') this.#begin(rest);
  }

  /** What is left when no more comes. */
  #settle(): void {
    if (this.#phase === 'head') this.#becomeText();
    if (this.#phase === 'definition') this.#takeDefinitions(true);
    if (this.#phase !== 'text' && this.#head !== '') this.#tellHead();
  }

  /** What was kept is text: tells what was not told of it. */
  #tellHead(): void {
    const head = this.#head.slice(this.#told);
    this.#head = '';
    this.#phase = 'text';
    this.#tell(head);
  }

  #tell(text: string): void {
    if (text === '') return;
    const { listener, parent, start } = this.#place;
    this.#node ??= listener.open(parent, { type: 'paragraph' }, start);
    listener.text(this.#node, text);
    const lineEnd = text.lastIndexOf('\n');
    if (lineEnd !== -1) this.#lineStart = this.#told + lineEnd;
    this.#told += text.length;
  }
}
