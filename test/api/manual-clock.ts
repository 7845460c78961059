import type { Clock } from '../../src/protocol/connection.ts';

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 22);
  #timers = new Map<number, { at: number; run: () => void }>();
  #lastTimer = 0;

  now(): number {
    return this.#nowMs;
  }

  setTimeout(run: () => void, delayMs: number): number {
    this.#timers.set(++this.#lastTimer, { at: this.#nowMs + delayMs, run });
    return this.#lastTimer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  get waiting(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const end = this.#nowMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).toSorted(([, a], [, b]) => a.at - b.at);
      const next = due[0];
      if (!next) break;
      this.#timers.delete(next[0]);
      this.#nowMs = Math.max(this.#nowMs, next[1].at);
      next[1].run();
    }
    this.#nowMs = end;
  }
}
