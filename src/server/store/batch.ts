import { CompiledQuery, type ControlledTransaction, type Kysely } from 'kysely';
import { ApiError, type ErrorCode } from '../../protocol/errors.ts';
import type { EventBody } from '../../protocol/events.ts';
import type { Database } from './schema.ts';
import { writeStamp } from './stamp.ts';
import { isStorageErrcode } from './store.ts';
import { type WriteName, writes } from './writes/index.ts';

/** One thing that changes what somebody can see: events that are known already, a named write, or both, in this order. */
export interface CommitItem {
  user: string;
  /** Bodies of events as JSON. */
  events: string[];
  write?: { name: WriteName; args: unknown };
}

export type ItemResult =
  /** `events`: the bodies, as JSON, of those that the write itself made. They follow the item's own. */
  | { ok: true; reply: unknown; events: string[] }
  | { ok: false; code: ErrorCode; detail?: string; cause?: string };

export interface BatchResult {
  /** The seq of the first event of the batch; the others follow in order of the items that succeeded. */
  firstSeq: number;
  /** The seq of the last one; `firstSeq - 1` if there was none. */
  lastSeq: number;
  items: ItemResult[];
}

/** One tick. */
export interface Batch {
  /** By this it is known again: a batch with writes leaves it in the store. */
  id: string;
  items: CommitItem[];
  /** Unix milliseconds. */
  now: number;
}

/**
 * One tick: all items and one journal row in one commit. An item that fails takes back its own part only.
 * When this resolves, everything in it survives a crash. `onPrepared` is given the result of a batch with writes just
 * before its commit: should the answer to that get lost, it is what happened if the commit went through.
 */
export async function commitBatch(
  db: Kysely<Database>,
  lastSeq: number,
  batch: Batch,
  onPrepared: (result: BatchResult) => void = () => undefined,
): Promise<BatchResult> {
  const plain = plainTick(lastSeq, batch);
  if (plain) {
    await insertTick(db, plain.tick);
    return plain.result;
  }
  const journal = new JournalRow(lastSeq, batch.now);
  const transaction = await db.startTransaction().execute();
  try {
    const result = await runItems(transaction, journal, batch);
    onPrepared(result);
    await transaction.commit().execute();
    return result;
  } catch (error) {
    await rollBack(transaction);
    throw error;
  }
}

/** One row of the journal. */
export interface Tick {
  firstSeq: number;
  lastSeq: number;
  /** Unix milliseconds. */
  now: number;
  /** What happened, each with whose it is, as the inside of a JSON array. */
  entries: string;
}

/**
 * A batch of events alone: its row and what comes of it, both known before it is committed; `null` if there are writes.
 * A batch without events counts as one with writes: it is sent to learn whether the disk takes its stamp.
 */
export function plainTick(
  lastSeq: number,
  { items, now }: Pick<Batch, 'items' | 'now'>,
): { tick: Tick; result: BatchResult } | null {
  if (items.some(({ write }) => write)) return null;
  const row = new JournalRow(lastSeq, now);
  for (const item of items) row.add(item.user, item.events);
  if (row.isEmpty) return null;
  const tick = row.take();
  const { firstSeq } = tick;
  return { tick, result: { firstSeq, lastSeq: tick.lastSeq, items: items.map(() => done) } };
}

const done: ItemResult = { ok: true, reply: null, events: [] };

/** Adds a row to the journal: alone, in a commit of its own. */
export async function insertTick(
  db: Kysely<Database>,
  { firstSeq, lastSeq, now, entries }: Tick,
): Promise<void> {
  const row = [lastSeq, firstSeq, now, `[${entries}]`];
  await db.executeQuery(CompiledQuery.raw(journalInsert(db), row));
}

async function runItems(
  transaction: ControlledTransaction<Database>,
  journal: JournalRow,
  { id, items }: Batch,
): Promise<BatchResult> {
  const firstSeq = journal.seq + 1;
  // The first statement, so that whoever else writes to the file is waited for before anything is read.
  await writeStamp(transaction, id);
  const results: ItemResult[] = [];
  for (const item of items) results.push(await runItem(transaction, journal, item));
  await journal.flush(transaction);
  return { firstSeq, lastSeq: journal.seq, items: results };
}

/** Where the storage fails, SQLite has often rolled back by itself, and says so: what matters is why. */
async function rollBack(transaction: ControlledTransaction<Database>): Promise<void> {
  try {
    await transaction.rollback().execute();
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('no transaction is active'))) throw error;
  }
}

async function runItem(
  transaction: ControlledTransaction<Database>,
  journal: JournalRow,
  item: CommitItem,
): Promise<ItemResult> {
  if (!item.write) {
    journal.add(item.user, item.events);
    return done;
  }
  const before = journal.mark();
  const savepoint = await transaction.savepoint('item').execute();
  try {
    journal.add(item.user, item.events);
    const result = await runWrite(savepoint, journal, item.user, item.write);
    await savepoint.releaseSavepoint('item').execute();
    return result;
  } catch (error) {
    // The storage's trouble is the whole batch's, an item's error its own.
    if (isStorageErrcode((error as { errcode?: number }).errcode)) throw error;
    await savepoint.rollbackToSavepoint('item').execute();
    journal.rewind(before);
    return failureOf(error);
  }
}

async function runWrite(
  db: Kysely<Database>,
  journal: JournalRow,
  user: string,
  { name, args }: { name: WriteName; args: unknown },
): Promise<ItemResult> {
  const made: string[] = [];
  const write = writes[name] as (
    db: Kysely<Database>,
    user: string,
    args: unknown,
    context: WriteContext,
  ) => Promise<unknown>;
  const reply = await write(db, user, args, {
    now: journal.now,
    seq: journal.seq,
    emit: (event) => {
      const json = JSON.stringify(event);
      made.push(json);
      journal.add(user, [json]);
      return journal.seq;
    },
    flush: () => journal.flush(db),
  });
  return { ok: true, reply, events: made };
}

/** What a write is given besides its arguments. */
export interface WriteContext {
  /** Unix milliseconds, for display. */
  now: number;
  /** The seq of the last event before this write: the item's own events are at or before it. */
  seq: number;
  /** Adds an event to the tick and returns its seq. */
  emit(event: EventBody): number;
  /** Puts what this tick holds so far into the journal, for a write that reads it there. */
  flush(): Promise<void>;
}

function failureOf(error: unknown): ItemResult {
  if (error instanceof ApiError)
    return { ok: false, code: error.code, ...(error.detail ? { detail: error.detail } : {}) };
  return {
    ok: false,
    code: 'internal',
    cause: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

const journalInserts = new WeakMap<Kysely<Database>, string>();

/** Compiled once: it is the one query that runs thousands of times a second, and compiling it takes longer than running it. */
function journalInsert(db: Kysely<Database>): string {
  const known = journalInserts.get(db);
  if (known) return known;
  const row = { seq: 0, first_seq: 0, at: 0, entries: '' };
  const { sql } = db.insertInto('journal').values(row).compile();
  journalInserts.set(db, sql);
  return sql;
}

/** The journal's row of this tick while it is being made. */
class JournalRow {
  readonly now: number;
  #first: number;
  #entries: string[] = [];

  constructor(lastSeq: number, now: number) {
    this.#first = lastSeq + 1;
    this.now = now;
  }

  get seq(): number {
    return this.#first + this.#entries.length - 1;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  add(user: string, events: string[]): void {
    for (const event of events)
      this.#entries.push(`[${JSON.stringify(user)},${withSeq(event, this.seq + 1)}]`);
  }

  mark(): { first: number; entries: string[] } {
    return { first: this.#first, entries: this.#entries.slice() };
  }

  rewind({ first, entries }: { first: number; entries: string[] }): void {
    this.#first = first;
    this.#entries = entries;
  }

  /** What was added so far; what is added now comes in the next row. */
  take(): Tick {
    const tick = {
      firstSeq: this.#first,
      lastSeq: this.seq,
      now: this.now,
      entries: this.#entries.join(','),
    };
    this.#first += this.#entries.length;
    this.#entries = [];
    return tick;
  }

  async flush(db: Kysely<Database>): Promise<void> {
    if (!this.isEmpty) await insertTick(db, this.take());
  }
}

/** The JSON of an event from that of its body. */
export function withSeq(bodyJson: string, seq: number): string {
  return `{"seq":${seq},${bodyJson.slice(1)}`;
}
