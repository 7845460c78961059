/** How long one stretch of work may take: a frame of 16 ms has room for it and for drawing. */
const sliceMs = 8;
/** Of work that is done at once, in any stretch of that length. */
const atOnceMs = 4;
const windowMs = 16;

export interface Time {
  nowMs(): number;
  /** Calls once, when the page has nothing more urgent to do. */
  whenIdle(run: () => void): void;
}

/**
 * Work that can wait, done in slices short enough that the page stays quick. What comes first is done first; one piece
 * of work (`() => boolean`) is called again until it says that nothing is left.
 */
export class Slices {
  readonly #time: Time;
  readonly #waiting = new Set<() => boolean>();
  #isScheduled = false;
  #windowStartMs = -Infinity;
  #spentMs = 0;

  constructor(time: Time) {
    this.#time = time;
  }

  /** Does a little work at once, unless too much was done at once just now: false then, and it was not called. */
  atOnce(work: () => void): boolean {
    const startMs = this.#time.nowMs();
    if (startMs - this.#windowStartMs > windowMs) {
      this.#windowStartMs = startMs;
      this.#spentMs = 0;
    }
    if (this.#spentMs >= atOnceMs) return false;
    work();
    this.#spentMs += this.#time.nowMs() - startMs;
    return true;
  }

  /** Does it later, a bit with each call, until it gives back false. Adding what waits already changes nothing. */
  add(work: () => boolean): void {
    this.#waiting.add(work);
    this.#schedule();
  }

  remove(work: () => boolean): void {
    this.#waiting.delete(work);
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.size === 0) return;
    this.#isScheduled = true;
    this.#time.whenIdle(() => {
      this.#isScheduled = false;
      this.#run();
      this.#schedule();
    });
  }

  #run(): void {
    const endMs = this.#time.nowMs() + sliceMs;
    for (const work of this.#waiting) {
      let hasMore = true;
      while (hasMore && this.#time.nowMs() < endMs) hasMore = work();
      if (hasMore) return;
      this.#waiting.delete(work);
    }
  }
}

/** A page that is never idle, as while an answer streams in fast, still gets its colours. */
const longestWaitMs = 200;

/** The page's own time. */
export const pageTime: Time = {
  nowMs: () => performance.now(),
  whenIdle: (run) => {
    // Safari has no idle callbacks.
    if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: longestWaitMs });
    else setTimeout(run, windowMs);
  },
};
