import type { Clock } from './clock.ts';

/**
 * Barks when what was expected has not come in time. Expecting again only moves a deadline: the one timer runs on and looks again when it
 * fires, so that a token costs no timer.
 */
export class Watchdog<Reason> {
  readonly #clock: Clock;
  readonly #bark: (reason: Reason) => void;
  #deadline = Infinity;
  #reason: Reason | null = null;
  #timer: unknown = null;
  #firesAt = Infinity;

  constructor(clock: Clock, bark: (reason: Reason) => void) {
    this.#clock = clock;
    this.#bark = bark;
  }

  expect(withinMs: number, reason: Reason): void {
    this.#reason = reason;
    this.#deadline = this.#clock.now() + withinMs;
    if (this.#deadline < this.#firesAt) this.#arm(withinMs);
  }

  /** Nothing is expected: it is our turn. */
  rest(): void {
    this.#deadline = Infinity;
  }

  [Symbol.dispose](): void {
    this.rest();
    this.#disarm();
  }

  #arm(delayMs: number): void {
    this.#disarm();
    this.#firesAt = this.#clock.now() + delayMs;
    this.#timer = this.#clock.setTimeout(() => this.#look(), delayMs);
  }

  #disarm(): void {
    this.#firesAt = Infinity;
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    this.#disarm();
    const leftMs = this.#deadline - this.#clock.now();
    if (leftMs > 0 && leftMs < Infinity) this.#arm(leftMs);
    else if (leftMs <= 0 && this.#reason !== null) this.#bark(this.#reason);
  }
}
