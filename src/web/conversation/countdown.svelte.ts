const tickMs = 250;

/** The whole seconds until a moment of the server's clock. */
export class Countdown {
  readonly #untilMs: () => number | null;
  #nowMs = $state(Date.now());

  /** null: the moment is not known yet. */
  readonly seconds = $derived.by(() => {
    const untilMs = this.#untilMs();
    return untilMs === null ? null : Math.max(0, Math.ceil((untilMs - this.#nowMs) / 1000));
  });

  constructor(untilMs: () => number | null) {
    this.#untilMs = untilMs;
  }

  /** Looks at the clock until it is told to stop. */
  follow(): () => void {
    const timer = setInterval(() => (this.#nowMs = Date.now()), tickMs);
    return () => clearInterval(timer);
  }
}
