import { ApiError } from '../../protocol/errors.ts';
import type { Event, EventBody } from '../../protocol/events.ts';
import { formatOffset } from '../../protocol/offset.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { type BatchResult, type CommitItem, type ItemResult, withSeq } from '../store/batch.ts';
import { readLastSeq, readTicks } from '../store/journal.ts';
import { StorageError, type Store } from '../store/store.ts';
import type { WriteArgs, WriteName, WriteReply } from '../store/writes/index.ts';
import { type Entry, entryOf } from './entry.ts';
import { Tail, tailLimits } from './tail.ts';
import { Viewers } from './viewers.ts';

/** Something that waits for its tick. Text that follows on text of the same answer is joined to it. */
interface Pending {
  user: string;
  events: EventBody[];
  write?: CommitItem['write'];
  /** Nobody but the text itself waits for a delta. */
  settle?: { resolve(reply: unknown): void; reject(error: Error): void };
}

export interface JournalOptions {
  logger: Logger;
  metrics: Metrics;
  /** Unix milliseconds. */
  now?: () => number;
  /** How the time until the next try is waited for, when the disk takes nothing. */
  wait?: (ms: number) => Promise<void>;
}

type DeltaBody = Extract<EventBody, { type: 'text-delta' | 'reasoning-delta' }>;

/**
 * What goes on writing an answer. It is kept and tried again where the disk refuses it, since its text may be nowhere
 * else; whatever a person asked for is told to have failed instead.
 */
const kept: ReadonlySet<WriteName | undefined> = new Set<WriteName | undefined>([
  undefined,
  'checkpointAnswer',
  'endAnswer',
  'endFromJournal',
]);

const retryAfterMs = 1000;

/** Above this many characters in wait, `append` answers with a promise that the writer of text should wait for. */
const crowdedChars = 1024 * 1024;

/**
 * The order of everything that happens. Items gather while a commit is under way and go together in the next: an idle
 * server commits a first token at once, a busy one batches by itself, and no timer adds delay.
 */
export class Journal {
  readonly viewers: Viewers;
  readonly tail: Tail;
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #metrics: Metrics;
  readonly #now: () => number;
  readonly #wait: (ms: number) => Promise<void>;
  #pending: Pending[] = [];
  /** The last item of each answer that more text can still be joined to. */
  #open = new Map<string, Pending>();
  #pendingChars = 0;
  /** Resolved once what waits now has been committed. */
  #pendingDone = Promise.withResolvers<void>();
  #ticking: Promise<void> | null = null;
  #closing = false;

  private constructor(store: Store, tail: Tail, { logger, metrics, now, wait }: JournalOptions) {
    this.#store = store;
    this.tail = tail;
    this.viewers = new Viewers((error) => logger.error('viewer-failed', { error }));
    this.#logger = logger;
    this.#metrics = metrics;
    this.#now = now ?? Date.now;
    this.#wait = wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  }

  static async open(store: Store, options: JournalOptions): Promise<Journal> {
    const now = (options.now ?? Date.now)();
    const ticks = await readTicks(store.read, await readLastSeq(store.read, now - tailLimits.ageMs));
    return new Journal(store, new Tail(ticks, store.lastSeq), options);
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
    return new Promise((resolve, reject) => {
      // Text that comes later must not be joined to what this write takes for all there is.
      if ('answerId' in args) this.#open.delete(args.answerId);
      const settle = { resolve: resolve as (reply: unknown) => void, reject };
      this.#add({ user, events: [], write: { name, args }, settle });
    });
  }

  /** Text of an answer. Returns a promise only where so much waits for the disk that the source should pause. */
  append(user: string, delta: DeltaBody): Promise<void> | undefined {
    this.#pendingChars += delta.text.length;
    const open = this.#open.get(delta.answerId);
    const last = open?.events.at(-1) as DeltaBody | undefined;
    if (open && last?.type === delta.type && last.run === delta.run) last.text += delta.text;
    else this.#openItem(user, delta);
    return this.#pendingChars > crowdedChars ? this.settled() : undefined;
  }

  /** Resolves once all that waits now has been committed. */
  async settled(): Promise<void> {
    await (this.#pending.length > 0 ? this.#pendingDone.promise : this.#ticking);
  }

  /** Commits what waits, and gives up at the first refusal from now on. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#ticking;
  }

  #openItem(user: string, delta: DeltaBody): void {
    const item: Pending = { user, events: [{ ...delta }] };
    this.#open.set(delta.answerId, item);
    this.#add(item);
  }

  #add(item: Pending): void {
    this.#pending.push(item);
    this.#ticking ??= this.#tickWhilePending();
  }

  async #tickWhilePending(): Promise<void> {
    // What the other sockets have ready in this turn of the event loop goes into the same commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#pending.length > 0) await this.#tick();
    this.#ticking = null;
  }

  async #tick(): Promise<void> {
    const { pending, done } = this.#takePending();
    const items = pending.map(({ user, events, write }) => ({
      user,
      events: events.map((event) => JSON.stringify(event)),
      ...(write ? { write } : {}),
    }));
    const now = this.#now();
    const result = await this.#commit(items, now);
    if (result instanceof Error) return this.#refuse(pending, result, done);
    // Committed before it is shown: nobody may have read a word that a crash can take back.
    const entries = entriesOf(pending, items, result);
    this.tail.append(entries, now);
    if (entries.length > 0) this.viewers.show(entries);
    pending.forEach((item, index) => this.#settle(item, result.items[index]!));
    done();
  }

  #takePending(): { pending: Pending[]; done: () => void } {
    const taken = { pending: this.#pending, done: this.#pendingDone.resolve };
    this.#pending = [];
    this.#open = new Map();
    this.#pendingChars = 0;
    this.#pendingDone = Promise.withResolvers();
    return taken;
  }

  async #commit(items: CommitItem[], now: number): Promise<BatchResult | StorageError> {
    const start = performance.now();
    try {
      const result = await this.#store.commit(items, now);
      this.#metrics.committed(performance.now() - start);
      return result;
    } catch (error) {
      this.#logger.error('commit-failed', { error, count: items.length });
      return error instanceof StorageError
        ? error
        : new StorageError('the batch failed', null, { cause: error });
    }
  }

  #settle({ settle }: Pending, result: ItemResult): void {
    if (result.ok) return settle?.resolve(result.reply);
    if (result.cause) this.#logger.error('write-failed', { error: new Error(result.cause) });
    settle?.reject(new ApiError(result.code, result.detail));
  }

  /** Nothing of these is stored. What must not be lost goes to the front of the queue again. */
  async #refuse(pending: Pending[], cause: StorageError, done: () => void): Promise<void> {
    const failure = new ApiError(cause.diskFull ? 'disk_full' : 'internal', undefined, { cause });
    const again = this.#closing ? [] : pending.filter(({ write }) => kept.has(write?.name));
    for (const item of pending) if (!again.includes(item)) item.settle?.reject(failure);
    if (again.length === 0) return done();
    this.#pending.unshift(...again);
    this.#pendingChars += again.reduce((chars, { events }) => chars + charsOf(events), 0);
    void this.#pendingDone.promise.then(done);
    await this.#wait(retryAfterMs);
  }
}

const charsOf = (events: EventBody[]): number =>
  events.reduce((chars, event) => chars + ('text' in event ? event.text.length : 0), 0);

/** The committed events with their seqs, counted as the writer counted them: an item that failed has none. */
function entriesOf(pending: readonly Pending[], items: readonly CommitItem[], result: BatchResult): Entry[] {
  const entries: Entry[] = [];
  let seq = result.firstSeq;
  pending.forEach(({ user, events }, index) => {
    const done = result.items[index]!;
    if (!done.ok) return;
    items[index]!.events.forEach((json, at) => {
      entries.push(entryOf(user, { ...events[at]!, seq } as Event, withSeq(json, seq++)));
    });
    for (const json of done.events) {
      const whole = withSeq(json, seq++);
      entries.push(entryOf(user, JSON.parse(whole) as Event, whole));
    }
  });
  return entries;
}
