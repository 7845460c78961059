import { Worker } from 'node:worker_threads';
import { vi } from 'vitest';

/** The store's writer thread of this process, to be killed: it is the one that was last asked to commit. */
export class WriterThread implements Disposable {
  readonly #posted = vi.spyOn(Worker.prototype, 'postMessage');

  async kill(): Promise<void> {
    const { calls, contexts } = this.#posted.mock;
    const last = calls.findLastIndex(([request]) => isCommit(request));
    await (contexts[last] as unknown as Worker).terminate();
  }

  [Symbol.dispose](): void {
    this.#posted.mockRestore();
  }
}

const isCommit = (request: unknown): boolean =>
  ['commit', 'insert'].includes((request as { type?: string }).type ?? '');
