import type { Kysely } from 'kysely';
import { ApiError } from '../../protocol/errors.ts';
import { isLive } from '../../protocol/messages.ts';
import { isLiveRow } from './live.ts';
import type { Database } from './schema.ts';

/** How many answers of a person wait for their turn: for a place, or for the answer that their question follows. */
export async function countQueued(db: Kysely<Database>, user: string): Promise<number> {
  const { count } = await db
    .selectFrom('message')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(isLiveRow)
    .where('user_id', '=', user)
    .where('status', '=', 'queued')
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Within the write that would add one more. Throws `queue_full`. */
export async function refuseIfFull(db: Kysely<Database>, user: string, maxQueued: number): Promise<void> {
  if ((await countQueued(db, user)) >= maxQueued) throw new ApiError('queue_full');
}

/** Whether an answer of this conversation is not over yet. Throws `parent_not_found`, `invalid_request`. */
export async function isLiveParent(
  db: Kysely<Database>,
  conversationId: string,
  parentId: string | null,
): Promise<boolean> {
  if (parentId === null) return false;
  const parent = await db
    .selectFrom('message')
    .select(['role', 'status'])
    .where('conversation_id', '=', conversationId)
    .where('id', '=', parentId)
    .executeTakeFirst();
  if (!parent) throw new ApiError('parent_not_found');
  if (parent.role !== 'assistant')
    throw new ApiError('invalid_request', 'parentId: a question follows an answer');
  return isLive(parent);
}

/** What a queued answer waits for; `nothing` if it is not queued any more. */
export async function waitOf(
  db: Kysely<Database>,
  user: string,
  answerId: string,
): Promise<'parent' | 'place' | 'nothing'> {
  const row = await db
    .selectFrom('message as answer')
    .innerJoin('message as question', 'question.id', 'answer.parent_id')
    .leftJoin('message as parent', 'parent.id', 'question.parent_id')
    .select(['answer.status', 'parent.status as parentStatus'])
    .where('answer.user_id', '=', user)
    .where('answer.id', '=', answerId)
    .executeTakeFirst();
  if (row?.status !== 'queued') return 'nothing';
  return row.parentStatus !== null && isLive({ status: row.parentStatus }) ? 'parent' : 'place';
}
