import type { Kysely } from 'kysely';
import type { Event } from '../../protocol/events.ts';
import { formatOffset } from '../../protocol/offset.ts';
import type { Database, JournalRow } from './schema.ts';

/** What one user's entry in the journal is: whose it is, and what happened. */
export type StoredEntry = [user: string, event: Event];

export interface StoredTick {
  seq: number;
  firstSeq: number;
  at: number;
  entries: StoredEntry[];
}

export async function readEpoch(db: Kysely<Database>): Promise<string> {
  const row = await db
    .selectFrom('meta')
    .select('value')
    .where('key', '=', 'epoch')
    .executeTakeFirstOrThrow();
  return row.value;
}

/** The last seq that is committed; 0 if there is none. */
export async function readLastSeq(db: Kysely<Database>): Promise<number> {
  const row = await db.selectFrom('journal').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}

/** Within the transaction that reads the state: the offset at which that state is true. */
export async function readOffset(db: Kysely<Database>): Promise<string> {
  return formatOffset({ epoch: await readEpoch(db), seq: await readLastSeq(db) });
}

/** The ticks after `seq`, the oldest first. */
export async function readTicks(db: Kysely<Database>, afterSeq: number): Promise<StoredTick[]> {
  const ticks: StoredTick[] = [];
  for await (const tick of ticksAfter(db, afterSeq)) ticks.push(tick);
  return ticks;
}

const ticksAtOnce = 64;

/** The same, a few at a time: after a crash there may be very many. `naming`: only those that name one of these ids. */
export async function* ticksAfter(
  db: Kysely<Database>,
  afterSeq: number,
  { naming }: { naming?: readonly string[] | undefined } = {},
): AsyncGenerator<StoredTick, void> {
  for (let seq = afterSeq; ;) {
    const rows = await rowsAfter(db, seq, naming);
    yield* rows.map(tickOf);
    if (rows.length < ticksAtOnce) return;
    seq = rows.at(-1)!.seq;
  }
}

function rowsAfter(
  db: Kysely<Database>,
  seq: number,
  naming: readonly string[] | undefined,
): Promise<JournalRow[]> {
  return db
    .selectFrom('journal')
    .selectAll()
    .where('seq', '>', seq)
    .$if(naming !== undefined, (query) =>
      query.where((expression) =>
        expression.or(naming!.map((id) => expression('entries', 'like', `%${id}%`))),
      ),
    )
    .orderBy('seq')
    .limit(ticksAtOnce)
    .execute();
}

/** The newest ticks, as many as hold this many characters, the oldest first: after a crash there may be very many. */
export async function readLatestTicks(db: Kysely<Database>, maxChars: number): Promise<StoredTick[]> {
  const newest: JournalRow[] = [];
  for (let chars = 0; chars < maxChars;) {
    const rows = await rowsBefore(db, newest.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER);
    if (rows.length === 0) break;
    newest.push(...rows);
    chars += rows.reduce((sum, { entries }) => sum + entries.length, 0);
  }
  return newest.reverse().map(tickOf);
}

function rowsBefore(db: Kysely<Database>, seq: number): Promise<JournalRow[]> {
  return db
    .selectFrom('journal')
    .selectAll()
    .where('seq', '<', seq)
    .orderBy('seq', 'desc')
    .limit(ticksAtOnce)
    .execute();
}

function tickOf({ seq, first_seq: firstSeq, at, entries }: JournalRow): StoredTick {
  return { seq, firstSeq, at, entries: JSON.parse(entries) as StoredEntry[] };
}
