// What was asked and what became of it, for tests that want to know whether stop reached the model.

export type RequestState = 'running' | 'complete' | 'refused' | 'cut' | 'failed' | 'closed-by-client';

export type RequestRecord = {
  id: string;
  receivedAt: number;
  endedAt?: number;
  state: RequestState;
  model: string;
  /** What a step names (steps.ts). */
  key?: string;
  headers: Record<string, string | string[] | undefined>;
  /** Left out when it is large. */
  body?: Record<string, unknown>;
  bodyBytes: number;
  tokensSent: number;
};

const MOST_RECORDS = 200;
const LARGEST_KEPT_BODY_BYTES = 128 * 1024;

export class RequestLog {
  #records: RequestRecord[] = [];
  #watchers = new Set<() => void>();

  add(record: RequestRecord): void {
    if (record.bodyBytes > LARGEST_KEPT_BODY_BYTES) delete record.body;
    this.#records.push(record);
    if (this.#records.length > MOST_RECORDS) this.#records.shift();
    this.changed();
  }

  /** To be called when a record has become another. */
  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  last(count = MOST_RECORDS): RequestRecord[] {
    return this.#records.slice(-count);
  }

  /** The newest record that fits, as soon as there is one. */
  find(fits: (record: RequestRecord) => boolean, signal: AbortSignal): Promise<RequestRecord> {
    const { promise, resolve, reject } = Promise.withResolvers<RequestRecord>();
    const look = (): void => {
      const found = this.#records.findLast(fits);
      if (found) resolve(found);
    };
    const stop = (): void => reject(signal.reason as Error);
    this.#watchers.add(look);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    look();
    return promise.finally(() => {
      this.#watchers.delete(look);
      signal.removeEventListener('abort', stop);
    });
  }
}
