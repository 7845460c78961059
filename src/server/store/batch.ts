import { CompiledQuery, type ControlledTransaction, type Kysely } from 'kysely';
import { ApiError, type ErrorCode } from '../../protocol/errors.ts';
import type { EventBody } from '../../protocol/events.ts';
import type { Database } from './schema.ts';
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

/**
 * One tick: all items and one journal row in one commit. An item that fails takes back its own part only.
 * When this resolves, everything in it survives a crash.
 */
export async function commitBatch(
  db: Kysely<Database>,
  lastSeq: number,
  items: CommitItem[],
  now: number,
): Promise<BatchResult> {
  const journal = new JournalRow(lastSeq, now, journalInsert(db));
  const resultOf = (results: ItemResult[]): BatchResult => ({
    firstSeq: lastSeq + 1,
    lastSeq: journal.seq,
    items: results,
  });
  if (items.every((item) => !item.write)) {
    for (const item of items) journal.add(item.user, item.events);
    await journal.flush(db);
    return resultOf(items.map(() => ({ ok: true, reply: null, events: [] })));
  }
  const transaction = await db.startTransaction().execute();
  try {
    const results: ItemResult[] = [];
    for (const item of items) results.push(await runItem(transaction, journal, item));
    await journal.flush(transaction);
    await transaction.commit().execute();
    return resultOf(results);
  } catch (error) {
    await rollBack(transaction);
    throw error;
  }
}

/** On a full disk SQLite has rolled back by itself, and says so: what matters is why. */
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
    return { ok: true, reply: null, events: [] };
  }
  const before = journal.mark();
  const savepoint = await transaction.savepoint('item').execute();
  try {
    journal.add(item.user, item.events);
    const result = await runWrite(savepoint, journal, item.user, item.write);
    await savepoint.releaseSavepoint('item').execute();
    return result;
  } catch (error) {
    if (isStorageFailure(error)) throw error;
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

/** The disk's trouble is the whole batch's, an item's error its own. */
function isStorageFailure(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode;
  // SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_NOTADB: the low byte is the primary code.
  return code !== undefined && [10, 11, 13, 14, 26].includes(code & 0xff);
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
  readonly #insert: string;
  #first: number;
  #entries: string[] = [];

  constructor(lastSeq: number, now: number, insert: string) {
    this.#first = lastSeq + 1;
    this.now = now;
    this.#insert = insert;
  }

  get seq(): number {
    return this.#first + this.#entries.length - 1;
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

  async flush(db: Kysely<Database>): Promise<void> {
    if (this.#entries.length === 0) return;
    const entries = `[${this.#entries.join(',')}]`;
    const row = [this.seq, this.#first, this.now, entries];
    await db.executeQuery(CompiledQuery.raw(this.#insert, row));
    this.#first += this.#entries.length;
    this.#entries = [];
  }
}

/** The JSON of an event from that of its body. */
export function withSeq(bodyJson: string, seq: number): string {
  return `{"seq":${seq},${bodyJson.slice(1)}`;
}
