import type { Kysely } from 'kysely';
import { ApiError } from '../../../protocol/errors.ts';
import type { MessageChange } from '../../../protocol/events.ts';
import { isLive, type Message } from '../../../protocol/messages.ts';
import type { WriteContext } from '../batch.ts';
import { answerRow, withTail } from '../messages.ts';
import type { Database } from '../schema.ts';

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
