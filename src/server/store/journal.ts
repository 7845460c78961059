import type { Kysely } from 'kysely';
import type { Event } from '../../protocol/events.ts';
import { formatOffset } from '../../protocol/offset.ts';
import type { Database } from './schema.ts';

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

/** The last seq that is committed (`before`: by this time, in Unix milliseconds); 0 if there is none. */
export async function readLastSeq(db: Kysely<Database>, before?: number): Promise<number> {
  const row = await db
    .selectFrom('journal')
    .select('seq')
    .$if(before !== undefined, (query) => query.where('at', '<', before!))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}

/** Within the transaction that reads the state: the offset at which that state is true. */
export async function readOffset(db: Kysely<Database>): Promise<string> {
  return formatOffset({ epoch: await readEpoch(db), seq: await readLastSeq(db) });
}

/** The ticks after `seq`, the oldest first. `naming`: only those that name one of these ids. */
export async function readTicks(
  db: Kysely<Database>,
  afterSeq: number,
  { naming }: { naming?: readonly string[] } = {},
): Promise<StoredTick[]> {
  const rows = await db
    .selectFrom('journal')
    .selectAll()
    .where('seq', '>', afterSeq)
    .$if(naming !== undefined, (query) =>
      query.where((expression) =>
        expression.or(naming!.map((id) => expression('entries', 'like', `%${id}%`))),
      ),
    )
    .orderBy('seq')
    .execute();
  return rows.map(({ seq, first_seq, at, entries }) => ({
    seq,
    firstSeq: first_seq,
    at,
    entries: JSON.parse(entries) as StoredEntry[],
  }));
}
