import type { Inline } from './nodes.ts';
import { likelySpan, maxDepth, maxSpan } from './reach.ts';

/** A run of marks, which may open and close emphasis. */
export interface Run {
  readonly at: number;
  readonly end: number;
  readonly mark: '*' | '_' | '~';
  readonly canOpen: boolean;
  readonly canClose: boolean;
  /** Is shown as emphasis while its end has not come. */
  readonly isLikely: boolean;
}

/** A node where it begins in the source, and how many nodes lie in each other there. */
export interface Placed {
  readonly at: number;
  readonly node: Inline;
  readonly height: number;
}

export type Piece = Placed | Run;

interface Opener {
  readonly run: Run;
  /** Its place among the pieces, where its marks are text until something closes them. */
  readonly index: number;
  /** Where that began which this run has closed: as long as the run may open, its place in the text is not settled. */
  readonly since: number;
  count: number;
}

interface Marks {
  readonly at: number;
  readonly text: string;
}

/**
 * Pieces of text in their order, in which runs of marks become emphasis (CommonMark's "process emphasis").
 *
 * A run is matched as soon as it comes. The specification does this at the end, but from left to right, each closer with
 * the openers before it: what comes later changes nothing. So only the end of the list is ever taken up.
 */
export class Emphasis {
  #pieces: (Placed | Marks)[] = [];
  #openers: Opener[] = [];
  /** Where a search for an opener of this kind ended in vain, so that it is not made again. */
  #bottoms = new Map<string, number>();

  add(piece: Piece): void {
    if ('mark' in piece) return this.#addRun(piece);
    this.#pieces.push(piece);
    if (piece.height >= maxDepth) this.#openers = [];
  }

  /** Where the first opener stands that something from `place` on may still close; `place` if there is none. */
  pendingBefore(place: number): number {
    let pending = place;
    for (const { run, since } of this.#openers) {
      if (since < pending && place - run.end <= maxSpan) pending = since;
    }
    return pending;
  }

  /** Takes the openers that something is likely to close for emphasis up to the `end` of the text. */
  closeLikely(end: number): void {
    for (let opener = this.#openers.at(-1); opener; opener = this.#openers.at(-1)) {
      const isShown = opener.run.isLikely && opener.count <= 3 && end - opener.run.at <= likelySpan;
      if (this.#pieces.length === opener.index + 1) this.#dropMarks(opener);
      else if (isShown) this.#wrap(this.#openers.length - 1, opener.count);
      else this.#openers.pop();
    }
  }

  /** What has become of the pieces, those before `place` and those from there on. */
  nodes(place = 0): { before: Inline[]; after: Inline[] } {
    const first = this.#pieces.findIndex(({ at }) => at >= place);
    const index = first < 0 ? this.#pieces.length : first;
    return {
      before: joined(this.#pieces, 0, index),
      after: joined(this.#pieces, index, this.#pieces.length),
    };
  }

  get height(): number {
    return heightOf(this.#pieces, 0);
  }

  #addRun(run: Run): void {
    let count = run.end - run.at;
    let since = run.at;
    while (run.canClose && count > 0) {
      const index = this.#openerFor(run);
      if (index < 0) break;
      since = Math.min(since, this.#openers[index]!.since);
      count -= this.#wrap(index, count);
    }
    if (count === 0) return;
    // A chain of runs that each close and open would otherwise never be settled.
    const opens = run.canOpen && run.at - since <= maxSpan;
    if (opens) this.#openers.push({ run, index: this.#pieces.length, since, count });
    this.#pieces.push({ at: run.end - count, text: run.mark.repeat(count) });
  }

  #openerFor(run: Run): number {
    const kind = `${run.mark}${run.canOpen}${(run.end - run.at) % 3}`;
    const bottom = this.#bottoms.get(kind) ?? -1;
    for (let index = this.#openers.length - 1; index >= 0; index--) {
      const opener = this.#openers[index]!.run;
      if (opener.at < bottom || run.at - opener.end > maxSpan) break;
      if (opener.mark === run.mark && !forbidden(opener, run)) return index;
    }
    this.#bottoms.set(kind, run.at);
    return -1;
  }

  /** Everything after the opener becomes its emphasis. Gives the number of marks used. */
  #wrap(index: number, available: number): number {
    const opener = this.#openers[index]!;
    const used = opener.count >= 2 && available >= 2 ? 2 : 1;
    const height = heightOf(this.#pieces, opener.index + 1) + 1;
    const children = joined(this.#pieces, opener.index + 1, this.#pieces.length);
    const type = opener.run.mark === '~' ? 'strike' : used === 2 ? 'strong' : 'emphasis';
    this.#takeMarks(opener, index, used);
    this.add({ at: opener.run.at + opener.count, node: { type, children }, height });
    return used;
  }

  #takeMarks(opener: Opener, index: number, used: number): void {
    opener.count -= used;
    this.#openers.length = index + (opener.count > 0 ? 1 : 0);
    this.#pieces.length = opener.index;
    if (opener.count > 0)
      this.#pieces.push({ at: opener.run.at, text: opener.run.mark.repeat(opener.count) });
  }

  /** Nothing stands behind these marks yet: they show once there is something to emphasise. */
  #dropMarks(opener: Opener): void {
    this.#openers.pop();
    this.#pieces.length = opener.index;
  }
}

/** CommonMark's rules 9 and 10: a run that can both open and close must not add up to a multiple of three. */
function forbidden(opener: Run, closer: Run): boolean {
  if (opener.mark === '~' || (!opener.canClose && !closer.canOpen)) return false;
  const [left, right] = [opener.end - opener.at, closer.end - closer.at];
  return (left + right) % 3 === 0 && (left % 3 !== 0 || right % 3 !== 0);
}

function heightOf(pieces: readonly (Placed | Marks)[], from: number): number {
  let height = 0;
  for (let index = from; index < pieces.length; index++) {
    const piece = pieces[index]!;
    if ('height' in piece && piece.height > height) height = piece.height;
  }
  return height;
}

/** The pieces as nodes, texts beside each other as one. */
function joined(pieces: readonly (Placed | Marks)[], from: number, to: number): Inline[] {
  const nodes: Inline[] = [];
  let text = '';
  for (let index = from; index < to; index++) {
    const piece = pieces[index]!;
    if ('text' in piece) text += piece.text;
    else if (piece.node.type === 'text') text += piece.node.text;
    else {
      if (text !== '') nodes.push({ type: 'text', text });
      text = '';
      nodes.push(piece.node);
    }
  }
  if (text !== '') nodes.push({ type: 'text', text });
  return nodes;
}
