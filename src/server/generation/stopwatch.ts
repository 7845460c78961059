import type { Timings } from '../../protocol/messages.ts';

/** Measures a run on a clock that only goes forward. */
export class Stopwatch {
  readonly #startMs: number;
  #firstMs: number | undefined;
  #reasoningFromMs: number | undefined;
  #reasoningToMs: number | undefined;

  constructor(nowMs: number) {
    this.#startMs = nowMs;
  }

  /** Something came. Reasoning lasts from its first piece to the first piece of something else. */
  see(type: 'text' | 'reasoning' | 'tool-call', nowMs: number): void {
    this.#firstMs ??= nowMs;
    if (type === 'reasoning') this.#reasoningFromMs ??= nowMs;
    else if (this.#reasoningFromMs !== undefined) this.#reasoningToMs ??= nowMs;
  }

  end(nowMs: number): Timings {
    const { round } = Math;
    const reasoningToMs = this.#reasoningToMs ?? nowMs;
    return {
      totalMs: round(nowMs - this.#startMs),
      ...(this.#firstMs === undefined ? {} : { firstTokenMs: round(this.#firstMs - this.#startMs) }),
      ...(this.#reasoningFromMs === undefined
        ? {}
        : { reasoningMs: round(reasoningToMs - this.#reasoningFromMs) }),
    };
  }
}
