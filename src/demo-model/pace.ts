import { pause, type Clock } from './clock.ts';

/** Says when the next piece may go: at once (nothing returned), or after a wait. */
export interface Gate {
  next(signal: AbortSignal): Promise<void> | undefined;
  end(): void;
}

/** Lets so many pieces a second through. What was late is made up for, so that the mean rate holds. */
export class Pace implements Gate {
  #clock: Clock;
  #gapMs: number;
  #dueMs: number | undefined;

  constructor(clock: Clock, rate: number) {
    this.#clock = clock;
    this.#gapMs = rate > 0 ? 1000 / rate : 0;
  }

  next(signal: AbortSignal): Promise<void> | undefined {
    if (this.#gapMs === 0) return undefined;
    const nowMs = this.#clock.now();
    this.#dueMs = this.#dueMs === undefined ? nowMs : this.#dueMs + this.#gapMs;
    return this.#dueMs > nowMs ? pause(this.#clock, this.#dueMs - nowMs, signal) : undefined;
  }

  end(): void {}
}
