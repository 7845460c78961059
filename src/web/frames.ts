/**
 * Gathers what comes in until the next frame, so that the page is drawn once a frame however fast events come.
 * A hidden page gets no frames: there a timer takes their place.
 */
export class FrameBatch<Item> {
  readonly #apply: (items: readonly Item[]) => void;
  #waiting: Item[] = [];
  #cancel: (() => void) | undefined;

  constructor(apply: (items: readonly Item[]) => void) {
    this.#apply = apply;
  }

  add(items: readonly Item[]): void {
    for (const item of items) this.#waiting.push(item);
    if (this.#waiting.length > 0) this.#cancel ??= nextFrame(() => this.flush());
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const items = this.#waiting;
    this.#waiting = [];
    if (items.length > 0) this.#apply(items);
  }
}

/** Runs something before the next frame, or soon where the page is hidden; gives a way to call it off. */
export function nextFrame(run: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(run, 50);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(run);
  return () => cancelAnimationFrame(frame);
}
