import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/**
 * The id of the last batch that had writes, in the same commit as what they wrote. When the answer to a commit is lost
 * (the disk failed, the thread died), this tells whether it went in: the seq cannot, since a write may make no event.
 */
const key = 'batch';

export async function writeStamp(db: Kysely<Database>, batchId: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key, value: batchId })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: batchId }))
    .execute();
}

export async function readStamp(db: Kysely<Database>): Promise<string | null> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}
