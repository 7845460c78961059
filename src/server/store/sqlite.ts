import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { openReaders } from './sqlite-pool.ts';
import type { WriterReply, WriterRequest } from './sqlite-writer.ts';
import { StorageError, type Store, StoreTooNewError } from './store.ts';
import { startThread } from './threads.ts';

const mostReaders = 2;

/** The embedded store: `inkstone.db` in the data folder, migrated, with one writer thread and a few readers. */
export async function openSqliteStore(dataDir: string): Promise<Store> {
  const file = join(dataDir, 'inkstone.db');
  const writer = new Writer(file);
  const readers = openReaders(file, mostReaders);
  const ready = await writer.reply();
  if (ready.type !== 'ready') {
    await readers.close();
    throw errorOf(ready);
  }
  return {
    read: readers.db,
    epoch: ready.epoch,
    lastSeq: ready.lastSeq,
    async commit(items, now) {
      const reply = await writer.ask({ type: 'commit', items, now });
      if (reply.type !== 'committed') throw errorOf(reply);
      return reply.result;
    },
    async close() {
      await readers.close();
      await writer.close();
    },
  };
}

/** The writer thread. The journal commits one batch at a time, so that the next reply is always that of this batch. */
class Writer {
  readonly #thread: Worker;
  readonly #ended: Promise<void>;
  #next = Promise.withResolvers<WriterReply>();
  /** Why it takes nothing any more. */
  #failure: StorageError | null = null;

  constructor(file: string) {
    this.#thread = startThread('sqlite-writer', { file });
    this.#thread.on('message', (reply: WriterReply) => this.#next.resolve(reply));
    this.#thread.on('error', (cause) => this.#fail({ cause }));
    this.#ended = new Promise((resolve) => this.#thread.once('exit', () => resolve(this.#fail())));
  }

  reply(): Promise<WriterReply> {
    return this.#next.promise;
  }

  async ask(request: WriterRequest): Promise<WriterReply> {
    if (this.#failure) throw this.#failure;
    this.#next = Promise.withResolvers();
    this.#thread.postMessage(request);
    return this.#next.promise;
  }

  async close(): Promise<void> {
    this.#thread.postMessage({ type: 'close' } satisfies WriterRequest);
    await this.#ended;
  }

  #fail(options?: ErrorOptions): void {
    this.#failure ??= new StorageError('the writer thread ended', null, options);
    // Where nobody waits, the next to ask is told.
    this.#next.promise.catch(() => this.#failure);
    this.#next.reject(this.#failure);
  }
}

function errorOf(reply: WriterReply): Error {
  if (reply.type !== 'failed') return new StorageError(`unexpected ${reply.type}`, null);
  if (reply.unknownSchema) return new StoreTooNewError();
  return new StorageError(reply.message, reply.errcode);
}
