import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';

/** Keeps the place in the order of commits up to which this start has looked for what an earlier end cut off. */
export async function rememberStart(
  db: Kysely<Database>,
  _user: string,
  { seq }: { seq: number },
): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key: 'started_seq', value: String(seq) })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: String(seq) }))
    .execute();
}
