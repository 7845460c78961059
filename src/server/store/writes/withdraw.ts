import type { Kysely } from 'kysely';
import { ApiError } from '../../../protocol/errors.ts';
import type { Message } from '../../../protocol/messages.ts';
import type { WriteContext } from '../batch.ts';
import { findConversationRow } from '../conversations.ts';
import { readMessage } from '../messages.ts';
import type { Database } from '../schema.ts';
import { childIds } from '../tree.ts';
import { applyChange } from './conversations.ts';
import { leafBelow } from './messages.ts';

/**
 * Takes back a question none of whose answers has begun, and the answers with it. What waits below moves up.
 * Returns what was taken away. Throws `message_not_found`, `already_started`.
 */
export async function withdrawMessage(
  db: Kysely<Database>,
  user: string,
  { messageId }: { messageId: string },
  context: WriteContext,
): Promise<{ message: Message; answerIds: string[] }> {
  const question = await readMessage(db, user, messageId);
  const conversation = await findConversationRow(db, user, question.conversationId);
  if (question.role !== 'user' || !conversation || conversation.deleted_at !== null)
    throw new ApiError('message_not_found');
  const answerIds = await waitingAnswers(db, question);
  await remove(db, question, answerIds);
  await tell(db, question, answerIds, context);
  if (answerIds.includes(conversation.leaf_id ?? '')) await showWhatIsLeft(db, question, context);
  return { message: question, answerIds };
}

async function waitingAnswers(db: Kysely<Database>, { id, conversationId }: Message): Promise<string[]> {
  const answers = await db
    .selectFrom('message')
    .select(['id', 'status', 'run'])
    .where('conversation_id', '=', conversationId)
    .where('parent_id', '=', id)
    .execute();
  if (answers.some(({ status, run }) => status !== 'queued' || run > 1))
    throw new ApiError('already_started');
  return answers.map((answer) => answer.id);
}

/** References between messages are checked at the end of the tick, so that the tree may be open for a moment. */
async function remove(
  db: Kysely<Database>,
  { id, conversationId, parentId }: Message,
  answerIds: string[],
): Promise<void> {
  await db
    .updateTable('message')
    .set({ parent_id: parentId })
    .where('conversation_id', '=', conversationId)
    .where('parent_id', 'in', answerIds)
    .execute();
  await db
    .deleteFrom('message')
    .where('id', 'in', [...answerIds, id])
    .execute();
}

async function tell(
  db: Kysely<Database>,
  { id: messageId, conversationId, parentId }: Message,
  answerIds: string[],
  context: WriteContext,
): Promise<void> {
  const children = await childIds(db, conversationId, parentId);
  context.emit({ type: 'message-withdrawn', conversationId, messageId, answerIds, parentId, children });
}

/** The newest branch of what the question followed, or of the conversation. */
async function showWhatIsLeft(
  db: Kysely<Database>,
  { conversationId, parentId }: Message,
  context: WriteContext,
): Promise<void> {
  const root = parentId ?? (await childIds(db, conversationId, null)).at(-1);
  const leafId = root === undefined ? null : await leafBelow(db, conversationId, root);
  await applyChange(db, conversationId, { leafId }, context);
}
