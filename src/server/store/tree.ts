import type { Kysely } from 'kysely';
import type { Database, MessageRow } from './schema.ts';

type Place = Pick<MessageRow, 'id' | 'conversation_id'>;

/** The ids of what hangs directly below a message, in the order of their making. */
export async function childIds(
  db: Kysely<Database>,
  conversationId: string,
  parentId: string | null,
): Promise<string[]> {
  const rows = await db
    .selectFrom('message')
    .select('id')
    .where('conversation_id', '=', conversationId)
    .where('parent_id', parentId === null ? 'is' : '=', parentId)
    .orderBy('seq')
    .execute();
  return rows.map(({ id }) => id);
}

/** The greatest depth that either database counts to. */
const mostMessages = 2 ** 31 - 1;

/**
 * A query of `path(id, parent_id, depth)`: a message (depth 1) and what it follows, up to so many. Only within a
 * conversation that is known to be the user's.
 */
export function selectPath(
  db: Kysely<Database>,
  conversationId: string,
  leafId: string,
  most = mostMessages,
) {
  return db
    .withRecursive('path(id, parent_id, depth)', (query) =>
      query
        .selectFrom('message')
        .select((expression) => ['id', 'parent_id', expression.lit(1).as('depth')])
        .where('conversation_id', '=', conversationId)
        .where('id', '=', leafId)
        .unionAll((union) =>
          union
            .selectFrom('message')
            .innerJoin('path', 'path.parent_id', 'message.id')
            .select((expression) => [
              'message.id',
              'message.parent_id',
              expression('path.depth', '+', expression.lit(1)).as('depth'),
            ])
            .where('path.depth', '<', most),
        ),
    )
    .selectFrom('path');
}

/** From the first message of a path to its leaf. Only within a conversation that is known to be the user's. */
export async function pathIds(
  db: Kysely<Database>,
  conversationId: string,
  leafId: string,
): Promise<string[]> {
  const rows = await selectPath(db, conversationId, leafId)
    .select('path.id')
    .orderBy('path.depth', 'desc')
    .execute();
  return rows.map(({ id }) => id);
}

/** Whether a question below an answer has an answer that has begun. */
export async function startedBelow(db: Kysely<Database>, { id, conversation_id }: Place): Promise<boolean> {
  const row = await db
    .selectFrom('message as question')
    .innerJoin('message as answer', 'answer.parent_id', 'question.id')
    .select('answer.id')
    .where('question.conversation_id', '=', conversation_id)
    .where('question.parent_id', '=', id)
    .where('answer.conversation_id', '=', conversation_id)
    .where((expression) =>
      expression.or([expression('answer.status', '!=', 'queued'), expression('answer.run', '>', 1)]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether an answer is complete, to a first question, and none of its conversation was before it. */
export async function isFirstComplete(
  db: Kysely<Database>,
  user: string,
  answerId: string,
): Promise<boolean> {
  const first = await db
    .selectFrom('message as answer')
    .innerJoin('message as question', 'question.id', 'answer.parent_id')
    .innerJoin('message as asked', 'asked.conversation_id', 'answer.conversation_id')
    .select('answer.id')
    .where('asked.user_id', '=', user)
    .where('asked.id', '=', answerId)
    .where('question.parent_id', 'is', null)
    .where('answer.status', '=', 'complete')
    // The seq of its end.
    .orderBy('answer.checkpoint_seq')
    .limit(1)
    .executeTakeFirst();
  return first?.id === answerId;
}
