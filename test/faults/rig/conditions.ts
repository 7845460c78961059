/** Somebody waits until something is so, and is told to look again whenever something has changed. */
export class Conditions {
  readonly #looks = new Set<() => void>();

  /** Resolves as soon as it is so; rejects with the signal's reason, which says what was waited for, as of then. */
  until(what: string | (() => string), isSo: () => boolean, signal: AbortSignal): Promise<void> {
    if (isSo()) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      if (isSo()) resolve();
    };
    const stop = (): void => reject(waitedInVain(typeof what === 'string' ? what : what(), signal));
    this.#looks.add(look);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    return promise.finally(() => {
      this.#looks.delete(look);
      signal.removeEventListener('abort', stop);
    });
  }

  changed(): void {
    for (const look of this.#looks) look();
  }
}

function waitedInVain(what: string, { reason }: AbortSignal): Error {
  const error = new Error(`waited in vain: ${what}`, { cause: reason });
  error.name = reason instanceof Error ? reason.name : error.name;
  return error;
}
