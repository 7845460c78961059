/** From here on silence is worth a word. */
const noticeMs = 20_000;
const tickMs = 1_000;

/** How long nothing has come of an answer that is being written. */
export class Silence {
  #heardAtMs = Date.now();
  #silentMs = $state(0);

  /** null while it is not long. */
  readonly seconds = $derived(this.#silentMs < noticeMs ? null : Math.floor(this.#silentMs / 1000));

  /** Something came. */
  end(): void {
    this.#heardAtMs = Date.now();
    this.#silentMs = 0;
  }

  /** Looks at the clock until it is told to stop. */
  follow(): () => void {
    const timer = setInterval(() => {
      const silentMs = Date.now() - this.#heardAtMs;
      if (silentMs >= noticeMs) this.#silentMs = silentMs;
    }, tickMs);
    return () => clearInterval(timer);
  }
}
