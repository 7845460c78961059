import type { Kysely } from 'kysely';
import { ApiError } from '../../../protocol/errors.ts';
import { asksForTool, isLive, type Message, textOf } from '../../../protocol/messages.ts';
import type { WriteContext } from '../batch.ts';
import { findConversationRow } from '../conversations.ts';
import { answerRow, withTail } from '../messages.ts';
import { refuseIfFull } from '../queue.ts';
import type { Database, MessageRow } from '../schema.ts';
import { startedBelow } from '../tree.ts';

export interface NewContinuation {
  id: string;
  answerId: string;
  /** `queued` where the person's other answers fill all places. */
  status: 'queued' | 'running';
  /** How many answers of the person may wait. */
  maxQueued: number;
  /** The request in one spelling, so that the same id with another body is told apart; null: the server goes on by itself. */
  request: string | null;
}

export interface AnswerContinued {
  answer: Message;
  duplicate: boolean;
  /** It was written before the questions below it: it waits for no other answer. */
  held: false;
}

/**
 * A further run of an answer, from the end of its text on.
 * Throws `answer_not_found`, `answer_unfinished`, `cannot_continue`, `id_reused`, `queue_full`.
 */
export async function continueAnswer(
  db: Kysely<Database>,
  user: string,
  args: NewContinuation,
  context: WriteContext,
): Promise<AnswerContinued> {
  if (await isKnown(db, user, args)) {
    const [answer] = await withTail(db, [await answerRow(db, user, args.answerId)]);
    return { answer: answer!, duplicate: true, held: false };
  }
  const row = await endedRow(db, user, args.answerId);
  const [answer] = await withTail(db, [row]);
  await refuseUnfit(db, row, answer!, args);
  if (args.status === 'queued' && args.request !== null) await refuseIfFull(db, user, args.maxQueued);
  return { answer: await begin(db, answer!, args, context), duplicate: false, held: false };
}

/** Whether this very request was stored before. Throws `id_reused` where the id is something else's. */
async function isKnown(
  db: Kysely<Database>,
  user: string,
  { id, answerId, request }: NewContinuation,
): Promise<boolean> {
  const known = await db.selectFrom('continuation').selectAll().where('id', '=', id).executeTakeFirst();
  if (known) {
    const same = known.user_id === user && known.answer_id === answerId && known.request === request;
    if (!same) throw new ApiError('id_reused');
    return true;
  }
  const message = await db.selectFrom('message').select('id').where('id', '=', id).executeTakeFirst();
  if (message) throw new ApiError('id_reused');
  return false;
}

async function endedRow(db: Kysely<Database>, user: string, answerId: string): Promise<MessageRow> {
  const row = await answerRow(db, user, answerId);
  const conversation = await findConversationRow(db, user, row.conversation_id);
  if (!conversation || conversation.deleted_at !== null) throw new ApiError('answer_not_found');
  if (isLive(row)) throw new ApiError('answer_unfinished');
  return row;
}

async function refuseUnfit(
  db: Kysely<Database>,
  row: MessageRow,
  answer: Message,
  { request }: NewContinuation,
): Promise<void> {
  const whole = row.status === 'complete' && row.finish_reason !== 'length';
  if (whole || textOf(answer) === '' || asksForTool(answer)) throw new ApiError('cannot_continue');
  if (request !== null) return;
  // By itself once, and only while nobody has gone on from what there is.
  const untouched = row.status === 'interrupted' && row.run === 1;
  if (!untouched || (await startedBelow(db, row))) throw new ApiError('cannot_continue');
}

async function begin(
  db: Kysely<Database>,
  answer: Message,
  { id, status, request }: NewContinuation,
  context: WriteContext,
): Promise<Message> {
  const { id: answerId, conversationId } = answer;
  const run = answer.run + 1;
  const seam = textOf(answer).length;
  const seq = context.emit({ type: 'answer-continued', conversationId, answerId, run, seam, status });
  const { user_id } = await db
    .updateTable('message')
    .set({ run, status, finish_reason: null, error: null, checkpoint_seq: seq })
    .where('id', '=', answerId)
    .returning('user_id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('continuation')
    .values({ id, user_id, answer_id: answerId, run, seam, request })
    .execute();
  return { ...answer, run, status, seams: [...answer.seams, seam], finishReason: null, error: null };
}
