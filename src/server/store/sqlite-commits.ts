import { randomUUID } from 'node:crypto';
import type { Worker } from 'node:worker_threads';
import { type Batch, type BatchResult, type CommitItem, plainTick } from './batch.ts';
import type {
  StoredState,
  WriterFailure,
  WriterOpening,
  WriterReply,
  WriterRequest,
} from './sqlite-writer.ts';
import { isFullErrcode, StorageError, StoreDamagedError, StoreTooNewError } from './store.ts';
import { startThread } from './threads.ts';

/** A batch whose answer never came, or was that the storage failed. */
interface Unresolved {
  batch: Batch;
  /** The last seq before it. */
  lastSeq: number;
  /** What came of it, if it went in. */
  result: BatchResult | null;
}

/**
 * The way into the database: one batch at a time, by a thread that is given up with its connection when anything but
 * space fails, and replaced. A batch that such a thread took with it is looked up by the next one, and never sent again:
 * only the file knows whether its commit went through.
 */
export class Commits {
  readonly #file: string;
  #thread: WriterThread;
  #epoch = '';
  #lastSeq = 0;
  #unresolved: Unresolved | null = null;

  private constructor(file: string, thread: WriterThread) {
    this.#file = file;
    this.#thread = thread;
  }

  /** Throws `StorageError`, `StoreDamagedError`, `StoreTooNewError`. */
  static async open(file: string): Promise<Commits> {
    const commits = new Commits(file, new WriterThread({ file, again: false }));
    commits.#take(await commits.#thread.ready);
    return commits;
  }

  get epoch(): string {
    return this.#epoch;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** As `Store.commit`. */
  async commit(items: CommitItem[], now: number): Promise<BatchResult> {
    if (this.#thread.hasEnded) await this.#reopen();
    const lastSeq = this.#lastSeq;
    const batch = { id: randomUUID(), items, now };
    const plain = plainTick(lastSeq, batch);
    const request = plain
      ? ({ type: 'insert', tick: plain.tick } as const)
      : ({ type: 'commit', batch } as const);
    const reply = await this.#thread.commit(request);
    if (reply.type !== 'failed') {
      const result = reply.type === 'committed' ? reply.result : plain!.result;
      this.#lastSeq = result.lastSeq;
      return result;
    }
    if (isFullErrcode(reply.errcode)) throw errorOf(this.#file, reply);
    this.#unresolved = { batch, lastSeq, result: reply.prepared ?? plain?.result ?? null };
    throw new StorageError(reply.message, reply.errcode, { outcome: 'unknown' });
  }

  /** As `Store.resolve`. */
  async resolve(): Promise<BatchResult | null> {
    const unresolved = this.#unresolved;
    if (!unresolved) return null;
    const isStored = wentIn(unresolved, await this.#reopen());
    // Never sent again: better that nothing goes on than that something is written twice.
    if (isStored && !unresolved.result) throw new StorageError('the result of a commit is lost', null);
    this.#unresolved = null;
    return isStored ? unresolved.result : null;
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  async #reopen(): Promise<StoredState> {
    await this.#thread.close();
    this.#thread = new WriterThread({ file: this.#file, again: true });
    const state = await this.#thread.ready;
    const finding = this.#otherThanBefore(state);
    if (finding === null) return this.#take(state);
    await this.#thread.close();
    throw new StoreDamagedError(this.#file, finding);
  }

  /** Going on where what was shown is no longer there would give its numbers to other events. */
  #otherThanBefore({ epoch, lastSeq }: StoredState): string | null {
    if (epoch !== this.#epoch) return 'another one lies in its place';
    return lastSeq < this.#lastSeq ? 'its latest commits are gone' : null;
  }

  #take(state: StoredState): StoredState {
    this.#epoch = state.epoch;
    this.#lastSeq = state.lastSeq;
    return state;
  }
}

function wentIn({ batch, lastSeq }: Unresolved, stored: StoredState): boolean {
  return stored.stamp === batch.id || stored.lastSeq > lastSeq;
}

type Committed = Extract<WriterReply, { type: 'committed' | 'inserted' }>;

interface CommitFailure extends WriterFailure {
  /** What the batch's result is, should its commit have gone through. */
  prepared: BatchResult | null;
}

/** One life of the writer thread, with one connection. */
class WriterThread {
  readonly ready: Promise<StoredState>;
  readonly #thread: Worker;
  readonly #ended: Promise<void>;
  #failure: WriterFailure | null = null;
  #prepared: BatchResult | null = null;
  #next = Promise.withResolvers<WriterReply>();

  constructor(opening: WriterOpening) {
    this.#thread = startThread('sqlite-writer', opening);
    this.#thread.on('message', (reply: WriterReply) => this.#take(reply));
    let cause: unknown;
    this.#thread.on('error', (error) => (cause = error));
    this.#ended = new Promise((resolve) => this.#thread.once('exit', () => resolve(this.#end(cause))));
    this.ready = this.#whenReady(opening.file);
  }

  get hasEnded(): boolean {
    return this.#failure !== null;
  }

  async commit(request: WriterRequest): Promise<Committed | CommitFailure> {
    this.#prepared = null;
    const reply = await this.#ask(request);
    if (reply.type === 'committed' || reply.type === 'inserted') return reply;
    const failure = reply as WriterFailure;
    if (!isFullErrcode(failure.errcode)) await this.#ended;
    return { ...failure, prepared: this.#prepared };
  }

  /** Resolves once the thread is gone, and its connection with it. */
  async close(): Promise<void> {
    if (!this.#failure) this.#thread.postMessage({ type: 'close' } satisfies WriterRequest);
    await this.#ended;
  }

  async #whenReady(file: string): Promise<StoredState> {
    const reply = await this.#next.promise;
    if (reply.type === 'ready') return reply.state;
    await this.#ended;
    throw errorOf(file, reply as WriterFailure);
  }

  async #ask(request: WriterRequest): Promise<WriterReply> {
    if (this.#failure) return this.#failure;
    this.#next = Promise.withResolvers();
    this.#thread.postMessage(request);
    return this.#next.promise;
  }

  #take(reply: WriterReply): void {
    if (reply.type === 'prepared') this.#prepared = reply.result;
    else this.#next.resolve(reply);
  }

  /** What it has not answered, it never will. */
  #end(cause: unknown): void {
    const message = ['the writer thread ended', ...(cause instanceof Error ? [cause.message] : [])].join(
      ': ',
    );
    this.#failure = { type: 'failed', message, errcode: null, unknownSchema: false, finding: null };
    this.#next.resolve(this.#failure);
  }
}

function errorOf(
  file: string,
  { message, errcode, unknownSchema, finding }: WriterFailure,
): StorageError | StoreTooNewError {
  if (unknownSchema) return new StoreTooNewError();
  return finding === null ? new StorageError(message, errcode) : new StoreDamagedError(file, finding);
}
