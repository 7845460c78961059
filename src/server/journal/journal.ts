import { ApiError } from '../../protocol/errors.ts';
import type { NoticeCode } from '../../protocol/notice.ts';
import { formatOffset } from '../../protocol/offset.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { BatchResult, CommitItem, ItemResult } from '../store/batch.ts';
import { readLatestTicks } from '../store/journal.ts';
import { StorageError, type Store } from '../store/store.ts';
import type { WriteArgs, WriteName, WriteReply } from '../store/writes/index.ts';
import { entriesOf, itemOf } from './committed.ts';
import { type DeltaBody, isKept, type Pending, Queue, type Taken } from './queue.ts';
import { Tail, tailLimits } from './tail.ts';
import { Trouble } from './trouble.ts';
import { Viewers } from './viewers.ts';

export interface JournalOptions {
  logger: Logger;
  metrics: Metrics;
  /** The time of day in Unix milliseconds, for display. It may step. */
  now?: () => number;
  /** Milliseconds of a clock that never steps, by which all is measured that lasts. */
  steadyMs?: () => number;
  /** How the time until the next try is waited for, when the disk takes nothing. */
  wait?: (ms: number) => Promise<void>;
}

/**
 * From the start of one tick to that of the next. A fast disk would take a thousand commits a second with a few tokens
 * each, and each costs as much as a commit of many: so their number stays flat, however many answers are written.
 */
const apartMs = 6;
const retryAfterMs = 1000;
/** How much longer a disk that takes nothing is asked once the server is to end. */
const hurryMs = 5000;

/**
 * The order of everything that happens. Items gather while a commit is under way, and for a few milliseconds from its
 * start, and go together in the next: an idle server commits a first token at once, a busy one batches by itself.
 *
 * While the disk takes nothing, the text of answers is kept and tried again each second, its sources pause, and whatever
 * a person asks for is refused at once; `trouble` tells everybody who should know.
 */
export class Journal {
  readonly viewers: Viewers;
  readonly tail: Tail;
  readonly trouble: Trouble;
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #now: () => number;
  readonly #steadyMs: () => number;
  readonly #wait: (ms: number) => Promise<void>;
  readonly #queue = new Queue();
  #ticking: Promise<void> | null = null;
  #giveUpAtMs = Infinity;
  /** What comes from now on is refused: the store may be gone. */
  #isClosed = false;
  #tickedAtMs = -Infinity;

  private constructor(store: Store, tail: Tail, options: JournalOptions) {
    const { logger, metrics } = options;
    this.#store = store;
    this.tail = tail;
    this.viewers = new Viewers((error) => logger.error('viewer-failed', { error }));
    this.trouble = new Trouble((error) => logger.error('trouble-listener-failed', { error }));
    this.#logger = logger;
    this.#metrics = metrics;
    this.#now = options.now ?? Date.now;
    this.#steadyMs = options.steadyMs ?? systemSteadyMs;
    this.#wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  }

  static async open(store: Store, options: JournalOptions): Promise<Journal> {
    const ticks = await readLatestTicks(store.read, tailLimits.chars);
    const openedMs = (options.steadyMs ?? systemSteadyMs)();
    return new Journal(store, new Tail(ticks, store.lastSeq, openedMs), options);
  }

  /** Where the last commit is. */
  get offset(): string {
    return formatOffset({ epoch: this.#store.epoch, seq: this.tail.lastSeq });
  }

  get epoch(): string {
    return this.#store.epoch;
  }

  /** Runs a write in the next tick; resolves once it is durable and shown, throws the `ApiError` of the write. */
  write<Name extends WriteName>(user: string, name: Name, args: WriteArgs<Name>): Promise<WriteReply<Name>> {
    const refusal = this.#refusalOf(name);
    if (refusal) return Promise.reject(new ApiError(refusal));
    return new Promise((resolve, reject) => {
      const settle = { resolve: resolve as (reply: unknown) => void, reject };
      this.#queue.addWrite({ user, events: [], write: { name, args }, settle });
      this.#tickSoon();
    });
  }

  /** More of an answer. Returns a promise only where the source should pause: so much waits, or the disk takes nothing. */
  append(user: string, delta: DeltaBody): Promise<void> | undefined {
    if (this.#isClosed) return undefined;
    this.#queue.addDelta(user, delta);
    this.#tickSoon();
    return this.#queue.isCrowded || this.trouble.state ? this.settled() : undefined;
  }

  /** Resolves once all that waits now has been committed. */
  async settled(): Promise<void> {
    await (this.#queue.isEmpty ? this.#ticking : this.#queue.done);
  }

  /** Forgets what is too old for anybody to resume in. Returns the last seq of which that is true. */
  trim(): number {
    return this.tail.trim(this.#steadyMs());
  }

  /** The server is to end: a disk that takes nothing is asked a little longer, then what waits is given up. */
  hurry(): void {
    this.#giveUpAtMs = Math.min(this.#giveUpAtMs, this.#steadyMs() + hurryMs);
  }

  /** Commits what waits, or gives it up as `hurry` says, and takes nothing more. */
  async close(): Promise<void> {
    this.hurry();
    await this.#ticking;
    this.#isClosed = true;
  }

  #refusalOf(name: WriteName): 'shutting_down' | NoticeCode | undefined {
    if (this.#isClosed) return 'shutting_down';
    return isKept(name) ? undefined : this.trouble.state?.code;
  }

  #tickSoon(): void {
    this.#ticking ??= this.#tickWhilePending();
  }

  async #tickWhilePending(): Promise<void> {
    // What the other sockets have ready in this turn of the event loop goes into the same commit.
    await new Promise((resolve) => setImmediate(resolve));
    // In trouble also with nothing in wait, unless the server is to end: how else would be known that it is over.
    while (!this.#queue.isEmpty || (this.trouble.state && this.#giveUpAtMs === Infinity)) {
      await this.#keepApart();
      await this.#tick();
    }
    this.#ticking = null;
  }

  /** Waits only where the last tick has only just begun. */
  async #keepApart(): Promise<void> {
    const restMs = this.#tickedAtMs + apartMs - this.#steadyMs();
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    this.#tickedAtMs = this.#steadyMs();
  }

  async #tick(): Promise<void> {
    const taken = this.#queue.take();
    const { pending } = taken;
    const items = pending.map(itemOf);
    const result = await this.#commit(pending, items);
    if (result instanceof StorageError) return this.#refuse(taken, result);
    this.#endTrouble();
    // Committed before it is shown: nobody may have read a word that a crash can take back.
    const entries = entriesOf(pending, items, result);
    this.tail.append(entries, this.#steadyMs());
    if (entries.length > 0) this.viewers.show(entries);
    pending.forEach((item, index) => this.#settle(item, result.items[index]!));
    taken.done();
  }

  /** What became of the batch is known when this resolves: an error says that nothing of it is stored. */
  async #commit(pending: Pending[], items: CommitItem[]): Promise<BatchResult | StorageError> {
    const first = await this.#try(items);
    if (!isUnknown(first)) return first;
    const found = await this.#resolve(pending);
    if (found) return found;
    // It did not go in. The connection is another now, and may do better at once; there is no time for that at the end.
    if (this.#isOver) return first;
    const second = await this.#try(items);
    return isUnknown(second) ? ((await this.#resolve(pending)) ?? second) : second;
  }

  async #try(items: CommitItem[]): Promise<BatchResult | StorageError> {
    const startMs = this.#steadyMs();
    try {
      const result = await this.#store.commit(items, this.#now());
      this.#metrics.committed(this.#steadyMs() - startMs);
      return result;
    } catch (error) {
      return storageErrorOf(error);
    }
  }

  /**
   * Asks the store, until it can say, whether the batch went in: sent again, it might go in twice. `null`: it did not. An
   * error only where the server is to end before that is known.
   */
  async #resolve(pending: Pending[]): Promise<BatchResult | StorageError | null> {
    for (;;) {
      try {
        return await this.#store.resolve();
      } catch (error) {
        const stillUnknown = storageErrorOf(error);
        if (this.#isOver) return stillUnknown;
        this.#meetTrouble(stillUnknown);
        refuseAsked(pending, stillUnknown);
        await this.#wait(retryAfterMs);
      }
    }
  }

  /** Nothing of it is stored. What must not be lost goes to the front of the queue again. */
  async #refuse({ pending, done }: Taken, cause: StorageError): Promise<void> {
    this.#meetTrouble(cause);
    refuseAsked(pending, cause);
    this.#queue.putBack({ pending: pending.filter(({ write }) => isKept(write?.name)), done });
    if (this.#isOver) this.#giveUp(cause);
    else await this.#wait(retryAfterMs);
  }

  get #isOver(): boolean {
    return this.#steadyMs() >= this.#giveUpAtMs;
  }

  /** Nothing of this was ever shown. What is on disk ends as interrupted at the next start. */
  #giveUp(cause: StorageError): void {
    const { pending, done } = this.#queue.take();
    this.#isClosed = true;
    this.#logger.error('journal-gave-up', { code: cause.code, count: pending.length });
    for (const { settle } of pending) settle?.reject(new ApiError('shutting_down', undefined, { cause }));
    done();
  }

  #meetTrouble(cause: StorageError): void {
    if (!this.trouble.state) this.#metrics.storageTroubleBegan(cause);
    this.trouble.met(cause.code, this.#steadyMs());
  }

  #endTrouble(): void {
    const lastedMs = this.trouble.passed(this.#steadyMs());
    if (lastedMs !== null) this.#metrics.storageTroubleEnded(lastedMs);
  }

  #settle({ settle }: Pending, result: ItemResult): void {
    if (result.ok) return settle?.resolve(result.reply);
    if (result.cause) this.#logger.error('write-failed', { error: new Error(result.cause) });
    settle?.reject(new ApiError(result.code, result.detail));
  }
}

const systemSteadyMs = (): number => performance.now();

const isUnknown = (result: BatchResult | StorageError): boolean =>
  result instanceof StorageError && result.outcome === 'unknown';

const storageErrorOf = (error: unknown): StorageError =>
  error instanceof StorageError ? error : new StorageError('the batch failed', null, { cause: error });

function refuseAsked(pending: readonly Pending[], cause: StorageError): void {
  const refusal = new ApiError(cause.code, undefined, { cause });
  for (const { write, settle } of pending) if (!isKept(write?.name)) settle?.reject(refusal);
}
