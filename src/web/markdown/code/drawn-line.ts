import { eachPiece } from '../view/hidden-characters.ts';
import { hiddenMark } from '../view/hidden-mark.ts';
import { element, text } from '../view/sink.ts';
import type { CodeKind } from './kinds.ts';
import { colouredLength, type Span, wholeCharacters } from './line-colours.ts';

/** A line longer than that is laid out in boxes beside each other, so that what it costs to grow does not grow. */
const pieceLength = 2_000;

/** What becomes one node: text, text in a colour, or the mark of a character that cannot be seen. */
type Run = { readonly kind: CodeKind | 'hidden' | null; readonly text: string };

/** A line of code in the page: its head, which can have colours, then boxes of plain text, then its end. */
export class DrawnLine {
  readonly element = element('span', { class: 'code-line' });
  /** As much of the line as can have colours. */
  head = '';
  isEnded = false;
  #piece: HTMLElement | null = null;
  #pieceText = '';
  /** The first node after those of the head. */
  #afterHead: ChildNode | null = null;

  /** The head is all that there is to read for colours. */
  get isLong(): boolean {
    return this.#piece !== null;
  }

  /** Takes more of the line, without its `\n`. The head is drawn by `draw`, what follows it at once. */
  add(more: string): void {
    let rest = more;
    if (!this.#piece) {
      const whole = this.head + rest;
      const length = whole.length > colouredLength ? wholeCharacters(whole, colouredLength) : whole.length;
      this.head = whole.slice(0, length);
      rest = whole.slice(length);
    }
    while (rest !== '') rest = this.#addToPiece(rest);
  }

  end(): void {
    const newline = text('\n');
    this.element.append(newline);
    this.#afterHead ??= newline;
    this.isEnded = true;
  }

  /** Shows the head in these colours; what shows already what it should is left alone. */
  draw(spans: readonly Span[]): void {
    drawRuns(this.element, runsOf(spans), this.#afterHead);
  }

  /** Adds what the last box takes, and gives back what is left for the next. */
  #addToPiece(more: string): string {
    if (!this.#piece || this.#pieceText.length >= pieceLength - 1) this.#openPiece();
    const whole = this.#pieceText + more;
    const length = whole.length > pieceLength ? wholeCharacters(whole, pieceLength) : whole.length;
    const taken = length - this.#pieceText.length;
    this.#pieceText = whole.slice(0, length);
    if (this.#piece) drawRuns(this.#piece, runsOf([{ kind: null, text: this.#pieceText }]), null);
    return more.slice(taken);
  }

  #openPiece(): void {
    this.#piece = element('span', { class: 'code-piece' });
    this.#pieceText = '';
    this.element.append(this.#piece);
    this.#afterHead ??= this.#piece;
  }
}

function runsOf(spans: readonly Span[]): Run[] {
  const runs: Run[] = [];
  for (const span of spans) {
    eachPiece(
      span.text,
      'name',
      (plain) => runs.push({ kind: span.kind, text: plain }),
      (character) => runs.push({ kind: 'hidden', text: character }),
    );
  }
  return runs;
}

/** Makes the children of `parent` before `end` show the runs, changing no more than differs. */
function drawRuns(parent: Node, runs: readonly Run[], end: ChildNode | null): void {
  let node = parent.firstChild;
  for (const run of runs) {
    const next = node === end ? end : (node?.nextSibling ?? null);
    if (node === end || !node) parent.insertBefore(nodeOf(run), end);
    else if (!showsNow(node, run)) parent.replaceChild(nodeOf(run), node);
    node = next;
  }
  while (node && node !== end) {
    const next: ChildNode | null = node.nextSibling;
    node.remove();
    node = next;
  }
}

function nodeOf(run: Run): Node {
  if (run.kind === 'hidden') return hiddenMark(run.text);
  if (run.kind === null) return text(run.text);
  const span = element('span', { class: classOf(run.kind) });
  span.append(text(run.text));
  return span;
}

const classOf = (kind: CodeKind): string => `code-${kind}`;

/** Whether the node is of the run's kind, and now has its text. */
function showsNow(node: Node, { kind, text: wanted }: Run): boolean {
  if (kind === 'hidden') return false;
  if (kind === null) return node instanceof Text && setText(node, wanted);
  return (
    node instanceof HTMLElement &&
    node.className === classOf(kind) &&
    node.firstChild instanceof Text &&
    setText(node.firstChild, wanted)
  );
}

function setText(node: Text, wanted: string): true {
  if (node.data === wanted) return true;
  if (wanted.startsWith(node.data)) node.appendData(wanted.slice(node.length));
  else node.data = wanted;
  return true;
}
