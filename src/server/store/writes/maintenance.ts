import type { ExpressionBuilder, Kysely } from 'kysely';
import { isLiveRow } from '../live.ts';
import type { Database } from '../schema.ts';

/**
 * Journal rows go once they are old enough that nobody resumes in them, which is up to `upTo`, and all that they name is
 * checkpointed. The last row stays: it holds the seq. Their own times do not count: the clock may have stepped.
 * A bounded number at a time, the oldest first; returns how many went.
 */
export async function pruneJournal(
  db: Kysely<Database>,
  _user: string,
  { upTo, limit }: { upTo: number; limit: number },
): Promise<number> {
  const old = db
    .selectFrom('journal')
    .select('seq')
    .where('seq', '<=', upTo)
    .where('seq', '<=', (expression) => oldestCheckpoint(expression))
    .where('seq', '<', (expression) =>
      expression.selectFrom('journal as last').select(({ fn }) => fn.max('last.seq').as('seq')),
    )
    .orderBy('seq')
    .limit(limit);
  const { numDeletedRows } = await db.deleteFrom('journal').where('seq', 'in', old).executeTakeFirst();
  return Number(numDeletedRows);
}

/** What is being written is safe up to its checkpoint only. Without any, everything is. */
function oldestCheckpoint(expression: ExpressionBuilder<Database, 'journal'>) {
  return expression
    .selectFrom('message')
    .select(({ fn, lit }) => fn.coalesce(fn.min('checkpoint_seq'), lit(Number.MAX_SAFE_INTEGER)).as('seq'))
    .where(isLiveRow)
    .where('status', '=', 'running');
}

/**
 * Removes for good what was deleted before `before` (or after `after`, by a clock that has stepped back since), a bounded
 * number at a time. Returns how many went.
 */
export async function purgeDeleted(
  db: Kysely<Database>,
  _user: string,
  { before, after, limit }: { before: number; after: number; limit: number },
): Promise<number> {
  const ids = db
    .selectFrom('conversation')
    .select('id')
    .where((expression) =>
      expression.or([expression('deleted_at', '<', before), expression('deleted_at', '>', after)]),
    )
    .orderBy('deleted_at')
    .limit(limit);
  const { numDeletedRows } = await db.deleteFrom('conversation').where('id', 'in', ids).executeTakeFirst();
  return Number(numDeletedRows);
}
