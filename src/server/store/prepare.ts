import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { readEpoch } from './journal.ts';
import type { Database } from './schema.ts';

/** Who uses a server without accounts. */
export const localUser = 'local';

/** What every store holds from its first day: a name for its order of commits (which is returned), and the local person. */
export async function prepare(db: Kysely<Database>): Promise<string> {
  await db
    .insertInto('meta')
    .values({ key: 'epoch', value: newEpoch() })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  await db
    .insertInto('user')
    .values({ id: localUser, created_at: Date.now() })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return readEpoch(db);
}

/** A name for an order of commits that no other store has. */
export const newEpoch = (): string => randomBytes(6).toString('hex');
