import type { Leaf } from './leaves.ts';
import type { BlockListener } from './nodes.ts';
import { withoutSpaceBefore } from './spaces.ts';

export interface MathPlace<N> {
  readonly listener: BlockListener<N>;
  readonly parent: N | null;
  readonly start: number;
  /** `$$` or `\[`; '' where the formula begins with a mark of its own. */
  readonly opener: string;
  /** `$$` or `\]`; where there is no opener, the end of the formula. */
  readonly closer: string;
}

/**
 * A formula on lines of its own, from `$$` to a `$$` at the end of a line, from `\[` to `\]`, or an environment. What is not closed before
 * a blank line, or has text after its end, was no formula: then all of it is a paragraph, whose text is `source`.
 */
export class MathBlock<N> implements Leaf {
  readonly type = 'math';
  readonly #place: MathPlace<N>;
  readonly #node: N;
  /** The lines as they came. */
  readonly lines: string[] = [''];
  /** What may be the closer, or comes after it. */
  #held = '';
  #isBegun = false;
  #isEmpty = true;
  #state: 'open' | 'closed' | 'failed' = 'open';

  constructor(place: MathPlace<N>) {
    this.#place = place;
    this.#node = place.listener.open(place.parent, { type: 'math' }, place.start);
  }

  add(text: string): void {
    this.lines[this.lines.length - 1] += text;
    this.#held += text;
    // Over the opener.
    if (!this.#isBegun) this.#held = this.#held.slice(this.#place.opener.length);
    this.#isBegun = true;
    this.#read();
  }

  /** It has turned out to be text. */
  get hasFailed(): boolean {
    return this.#state === 'failed';
  }

  endLine(): 'done' | null {
    if (this.#state === 'closed') {
      this.endHere();
      return 'done';
    }
    this.#tell(this.#held + '\n');
    this.#held = '';
    this.lines.push('');
    return null;
  }

  /** No more of it comes. */
  endHere(): void {
    if (this.#state !== 'closed' || this.#isEmpty) this.#state = 'failed';
  }

  close(): void {
    const { listener } = this.#place;
    if (this.#state === 'failed') listener.remove(this.#node);
    else listener.close(this.#node);
  }

  #read(): void {
    const { opener, closer } = this.#place;
    const at = this.#state === 'open' ? closerAt(this.#held, closer) : 0;
    if (at === -1) {
      const kept = heldBack(this.#held);
      this.#tell(this.#held.slice(0, this.#held.length - kept));
      this.#held = this.#held.slice(this.#held.length - kept);
      return;
    }
    if (this.#state === 'open') {
      this.#tell(this.#held.slice(0, opener === '' ? at + closer.length : at));
      this.#held = this.#held.slice(at + closer.length);
    }
    this.#held = withoutSpaceBefore(this.#held);
    this.#state = this.#held === '' ? 'closed' : 'failed';
  }

  #tell(text: string): void {
    if (text === '') return;
    this.#isEmpty &&= withoutSpaceBefore(text) === '';
    this.#place.listener.text(this.#node, text);
  }
}

/** Where the closer stands, if it is not escaped; -1 if it does not. */
function closerAt(text: string, closer: string): number {
  for (let at = text.indexOf(closer); at !== -1; at = text.indexOf(closer, at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

const closerBegun = /(?<!\\)(?:\\\\)*(\\(?:\$|e|en|end|end\{[a-z]{0,8}\*?)?|\$)$/;

/** How much of the end may be the beginning of a closer, or decide whether one is escaped: of backslashes the odd one. */
function heldBack(text: string): number {
  return closerBegun.exec(text)?.[1]!.length ?? 0;
}
