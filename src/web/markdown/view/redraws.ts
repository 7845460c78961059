import type { InlineView } from './inline-view.ts';

/** How much text is read again between two frames, and from which length on a paragraph waits for the end of the answer. */
const perFlush = 32_768;
const longLeaf = 16_384;

/**
 * Finished text that names what is not known yet, and is to be read again once it is. A bounded amount at a time: an answer
 * may name ten thousand things and define them all at its end.
 */
export class Redraws {
  readonly #waiting = new Map<string, Set<InlineView>>();
  readonly #due = new Set<InlineView>();
  readonly #late = new Set<InlineView>();
  #isWhole = false;

  get hasDue(): boolean {
    return this.#due.size > 0;
  }

  /** Has been drawn: remembers what it waits for. */
  drawn(view: InlineView): void {
    for (const label of view.missing) {
      const views = this.#waiting.get(label);
      if (views) views.add(view);
      else this.#waiting.set(label, new Set([view]));
    }
  }

  /** A name has become known, or will not become known. */
  resolve(label: string): void {
    for (const view of this.#waiting.get(label) ?? []) {
      if (this.#isWhole || view.length <= longLeaf) this.#due.add(view);
      else this.#late.add(view);
    }
    this.#waiting.delete(label);
  }

  /** No more names will come; `isUnknown` tells of each that was waited for whether it means nothing. */
  finish(isUnknown: (label: string) => boolean): void {
    this.#isWhole = true;
    for (const view of this.#late) this.#due.add(view);
    for (const label of [...this.#waiting.keys()]) {
      if (isUnknown(label)) this.resolve(label);
    }
  }

  /** Has what is due read again, as much as fits between two frames. */
  take(): void {
    let length = 0;
    for (const view of this.#due) {
      if (length >= perFlush) return;
      this.#due.delete(view);
      length += view.length;
      view.readAgain();
    }
  }
}
