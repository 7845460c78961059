import type { Kysely } from 'kysely';
import { cutOffKey } from '../interrupted.ts';
import type { Database } from '../schema.ts';

/**
 * What is interrupted after this place in the order of commits was cut off by an end of the server. What is kept already
 * is from an end that no start has looked into yet.
 */
export async function rememberCutOff(
  db: Kysely<Database>,
  _user: string,
  { after }: { after: number },
): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key: cutOffKey, value: String(after) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}

/** A start has looked into what is after this place: nothing is begun again long after it was forgotten. */
export async function forgetCutOff(
  db: Kysely<Database>,
  _user: string,
  { after }: { after: number },
): Promise<void> {
  await db.deleteFrom('meta').where('key', '=', cutOffKey).where('value', '=', String(after)).execute();
}
