import { ApiError } from '../../protocol/errors.ts';
import type { Event, EventBody } from '../../protocol/events.ts';
import { formatOffset } from '../../protocol/offset.ts';
import type { Logger } from '../logger.ts';
import { type BatchResult, type CommitItem, type ItemResult, withSeq } from '../store/batch.ts';
import { readTicks } from '../store/journal.ts';
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
  settle: { resolve(reply: unknown): void; reject(error: Error): void }[];
}

export interface JournalOptions {
  logger: Logger;
  /** Unix milliseconds. */
  now?: () => number;
}

type DeltaBody = Extract<EventBody, { type: 'text-delta' | 'reasoning-delta' }>;

/** Above this many characters in wait, `append` answers with a promise that the writer of text should wait for. */
const crowdedChars = 1024 * 1024;

/**
 * The order of everything that happens. Items gather while a commit is under way and go together in the next: an idle
 * server commits a first token at once, a busy one batches by itself, and no timer adds delay.
 */
export class Journal {
  readonly viewers = new Viewers();
  readonly tail: Tail;
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #now: () => number;
  #pending: Pending[] = [];
  /** The last item of each answer that more text can still be joined to. */
  #open = new Map<string, Pending>();
  #pendingChars = 0;
  #ticking: Promise<void> | null = null;

  private constructor(store: Store, tail: Tail, { logger, now }: JournalOptions) {
    this.#store = store;
    this.tail = tail;
    this.#logger = logger;
    this.#now = now ?? Date.now;
  }

  static async open(store: Store, options: JournalOptions): Promise<Journal> {
    const now = (options.now ?? Date.now)();
    const ticks = await readTicks(store.read, 0, { since: now - tailLimits.ageMs });
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
      const settle = [{ resolve: resolve as (reply: unknown) => void, reject }];
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

  /** Resolves when all that waits now has been committed (or has failed). */
  async settled(): Promise<void> {
    await this.#ticking;
  }

  #openItem(user: string, delta: DeltaBody): void {
    const item: Pending = { user, events: [{ ...delta }], settle: [] };
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
    while (this.#pending.length > 0) await this.#tick(this.#takePending());
    this.#ticking = null;
  }

  #takePending(): Pending[] {
    const items = this.#pending;
    this.#pending = [];
    this.#open = new Map();
    this.#pendingChars = 0;
    return items;
  }

  async #tick(pending: Pending[]): Promise<void> {
    const items = pending.map(({ user, events, write }) => ({
      user,
      events: events.map((event) => JSON.stringify(event)),
      ...(write ? { write } : {}),
    }));
    const now = this.#now();
    try {
      const result = await this.#store.commit(items, now);
      // Committed before it is shown: nobody may have read a word that a crash can take back.
      this.#show(pending, items, result, now);
    } catch (error) {
      this.#fail(pending, error);
    }
  }

  #show(pending: Pending[], items: CommitItem[], result: BatchResult, now: number): void {
    const entries = entriesOf(pending, items, result);
    this.tail.append(entries, now);
    if (entries.length > 0) this.viewers.show(entries);
    pending.forEach((item, index) => this.#settle(item, result.items[index]!));
  }

  #settle({ settle }: Pending, result: ItemResult): void {
    if (result.ok) return settle.forEach(({ resolve }) => resolve(result.reply));
    if (result.cause) this.#logger.error('write-failed', { error: new Error(result.cause) });
    const error = new ApiError(result.code, result.detail);
    for (const { reject } of settle) reject(error);
  }

  #fail(pending: Pending[], error: unknown): void {
    this.#logger.error('commit-failed', { error, count: pending.length });
    const code = error instanceof StorageError && error.diskFull ? 'disk_full' : 'internal';
    const failure = new ApiError(code, undefined, { cause: error });
    for (const { settle } of pending) for (const { reject } of settle) reject(failure);
  }
}

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
