/**
 * Stands between a further run and the screen. A server that ignores what the answer has said already says it again,
 * and a model that is told to go on likes to repeat its last sentence: neither is shown. What is new is held back only
 * while it could still turn out to be such a repetition.
 */
export class RepeatGuard {
  readonly #saved: string;
  /** Where in the saved text that which came could be from: the places that have fitted so far, the first one first. */
  #places: number[];
  #held = '';
  /** How much at the front of `#held` repeats the whole rest of the saved text, as far as is known. */
  #repeated = 0;
  #isRestart = false;

  /** `overlap`: whether also the end of the saved text may be said again, as far as `overlapReach` goes back. */
  constructor(saved: string, { overlap }: { overlap: boolean }) {
    this.#saved = saved;
    const first = overlap ? Math.max(1, saved.length - overlapReach) : saved.length;
    const last = saved.length - sameFrom;
    this.#places = [0];
    for (let place = first; place <= last; place++) this.#places.push(place);
  }

  /** What of this text is new; null: the answer is being begun anew, and differently. */
  push(text: string): string | null {
    if (this.#isRestart) return null;
    if (this.#places.length === 0) return text;
    const before = this.#held.length;
    this.#held += text;
    const stillOpen = this.#places.filter((place) => this.#fits(place, before));
    this.#isRestart = this.#restarted(stillOpen);
    if (this.#isRestart) return null;
    this.#places = stillOpen;
    return stillOpen.length > 0 ? '' : this.#release();
  }

  /** What was held back, now that nothing more comes. `whole`: the model has said all it wanted to say. */
  end(whole: boolean): string | null {
    if (this.#isRestart) return null;
    if (this.#places.length === 0) return '';
    if (this.#repeated > 0) return this.#release();
    const repeatsTheStart = this.#places[0] === 0 && this.#held.length >= sameFrom;
    if (repeatsTheStart) return null;
    return whole ? this.#release() : '';
  }

  /** Whether the saved text goes on from this place like that which came, and is not at its end yet. */
  #fits(place: number, from: number): boolean {
    const rest = this.#saved.length - place;
    const upTo = Math.min(this.#held.length, rest);
    if (!this.#saved.startsWith(this.#held.slice(from, upTo), place + from)) return false;
    if (this.#held.length < rest) return true;
    this.#repeated = Math.max(this.#repeated, rest);
    return false;
  }

  /** The start was said again, so far that it cannot be chance, and then something else. */
  #restarted(stillOpen: readonly number[]): boolean {
    const wasAtStart = this.#places[0] === 0 && stillOpen[0] !== 0;
    return wasAtStart && this.#repeated === 0 && commonStart(this.#saved, this.#held) >= sameFrom;
  }

  #release(): string {
    const fresh = this.#held.slice(this.#repeated);
    this.#held = '';
    this.#places = [];
    return fresh;
  }
}

/** So many equal characters are no chance. */
const sameFrom = 20;

/** The longest repetition of an end that is looked for. */
const overlapReach = 1000;

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}
