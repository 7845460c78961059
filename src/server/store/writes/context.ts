import type { Kysely } from 'kysely';
import { ApiError } from '../../../protocol/errors.ts';
import type { MessageChange } from '../../../protocol/events.ts';
import { isLive, type Message } from '../../../protocol/messages.ts';
import type { WriteContext } from '../batch.ts';
import { findConversationRow } from '../conversations.ts';
import { answerRow, readMessage, withTail } from '../messages.ts';
import type { Database } from '../schema.ts';
import { liveRow } from './answers.ts';

/** Keeps an answer and its question from the model, or gives them to it again. Throws `answer_not_found`, `answer_unfinished`. */
export async function setAsideAnswer(
  db: Kysely<Database>,
  user: string,
  { answerId, setAside }: { answerId: string; setAside: boolean },
  context: WriteContext,
): Promise<Message> {
  const answer = (await withTail(db, [await answerRow(db, user, answerId)]))[0]!;
  if (isLive(answer)) throw new ApiError('answer_unfinished');
  return changeMessage(db, answer, { setAside }, context);
}

/** What stands above a message in short; empty: nothing. Throws `message_not_found`. */
export async function setSummary(
  db: Kysely<Database>,
  user: string,
  { messageId, text }: { messageId: string; text: string },
  context: WriteContext,
): Promise<Message> {
  const message = await readMessage(db, user, messageId);
  const conversation = await findConversationRow(db, user, message.conversationId);
  if (!conversation || conversation.deleted_at !== null) throw new ApiError('message_not_found');
  return changeMessage(db, message, { summary: text.replaceAll('\0', '\uFFFD') }, context);
}

/**
 * Tells where what the model is given for a run begins. Null: what is to be left out is being summarised before that is
 * known, which is in the journal only: after a restart nothing is.
 */
export async function tellContext(
  db: Kysely<Database>,
  user: string,
  { answerId, run, contextFrom }: { answerId: string; run: number; contextFrom: string | null },
  context: WriteContext,
): Promise<void> {
  const row = await liveRow(db, user, { answerId, run });
  if (!row) return;
  if (contextFrom !== null)
    await db.updateTable('message').set({ context_from: contextFrom }).where('id', '=', answerId).execute();
  const told = contextFrom === null ? { summarising: true } : { contextFrom };
  context.emit({ type: 'answer-context', conversationId: row.conversation_id, answerId, run, ...told });
}

async function changeMessage(
  db: Kysely<Database>,
  message: Message,
  change: MessageChange,
  context: WriteContext,
): Promise<Message> {
  const { setAside, summary } = change;
  await db
    .updateTable('message')
    .set({
      ...(setAside === undefined ? {} : { set_aside: setAside ? 1 : 0 }),
      ...(summary === undefined ? {} : { summary }),
    })
    .where('id', '=', message.id)
    .execute();
  context.emit({
    type: 'message-changed',
    conversationId: message.conversationId,
    messageId: message.id,
    change,
  });
  return { ...message, ...change };
}
