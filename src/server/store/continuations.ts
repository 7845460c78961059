import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** What was asked for a further run; null where the server went on by itself. */
export async function readContinuationRequest(
  db: Kysely<Database>,
  answerId: string,
  run: number,
): Promise<string | null> {
  const { request } = await db
    .selectFrom('continuation')
    .select('request')
    .where('answer_id', '=', answerId)
    .where('run', '=', run)
    .executeTakeFirstOrThrow();
  return request;
}
