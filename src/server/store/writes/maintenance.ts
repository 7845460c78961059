import type { ExpressionBuilder, Kysely } from 'kysely';
import { isLiveRow } from '../live.ts';
import type { Database } from '../schema.ts';

/**
 * Journal rows go once they are old enough that nobody resumes in them and all that they name is checkpointed.
 * The last row stays: it holds the seq.
 */
export async function pruneJournal(
  db: Kysely<Database>,
  _user: string,
  { before }: { before: number },
): Promise<void> {
  await db
    .deleteFrom('journal')
    .where('at', '<', before)
    .where('seq', '<=', (expression) => oldestCheckpoint(expression))
    .where('seq', '<', (expression) =>
      expression.selectFrom('journal as last').select(({ fn }) => fn.max('last.seq').as('seq')),
    )
    .execute();
}

/** What is being written is safe up to its checkpoint only. Without any, everything is. */
function oldestCheckpoint(expression: ExpressionBuilder<Database, 'journal'>) {
  return expression
    .selectFrom('message')
    .select(({ fn, lit }) => fn.coalesce(fn.min('checkpoint_seq'), lit(Number.MAX_SAFE_INTEGER)).as('seq'))
    .where(isLiveRow)
    .where('status', '=', 'running');
}

/** Removes for good what was deleted before this time, a bounded number at a time. Returns how many went. */
export async function purgeDeleted(
  db: Kysely<Database>,
  _user: string,
  { before, limit }: { before: number; limit: number },
): Promise<number> {
  const ids = db
    .selectFrom('conversation')
    .select('id')
    .where('deleted_at', '<', before)
    .orderBy('deleted_at')
    .limit(limit);
  const { numDeletedRows } = await db.deleteFrom('conversation').where('id', 'in', ids).executeTakeFirst();
  return Number(numDeletedRows);
}
