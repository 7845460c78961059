import type { Expression, Kysely } from 'kysely';
import type { AnswerOptions } from '../../../protocol/answer-options.ts';
import { ApiError } from '../../../protocol/errors.ts';
import type { ConversationChange } from '../../../protocol/events.ts';
import type { Message, Part, Started } from '../../../protocol/messages.ts';
import type { WriteContext } from '../batch.ts';
import { conversationRow, findConversationRow } from '../conversations.ts';
import { answerRow, readMessage, withTail } from '../messages.ts';
import { isLiveParent, refuseIfFull } from '../queue.ts';
import { messageOf, pieceOf } from '../rows.ts';
import type { ConversationRow, Database, MessageRow, NewMessageRow } from '../schema.ts';
import { applyChange, insertConversation } from './conversations.ts';
import { clearDraft } from './settings.ts';

export interface NewQuestion {
  conversationId: string;
  questionId: string;
  answerId: string;
  parentId: string | null;
  text: string;
  /** What the answer is to be written by, as `provider/model`. */
  model: string | null;
  options: AnswerOptions;
  /** What a conversation that comes about with it keeps of them. */
  conversationOptions: AnswerOptions;
  /** Whether the unsent draft stays: it is not what is asked here. */
  keepDraft: boolean;
  /** `queued` where the person's other answers fill all places. */
  status: 'queued' | 'running';
  /** How many answers of the person may wait. */
  maxQueued: number;
  /** The request in one spelling, so that the same id with another body is told apart. */
  request: string;
  /** The question's first words: the title of a conversation that has none. */
  title: string;
}

export interface QuestionAdded extends Started {
  /** Whether this very request was stored before: then nothing is to be started. */
  duplicate: boolean;
  /** Whether the answer has to wait for the one that its question follows. */
  held: boolean;
}

/** The question and its empty answer. An unknown conversation is created. */
export async function addQuestion(
  db: Kysely<Database>,
  user: string,
  args: NewQuestion,
  context: WriteContext,
): Promise<QuestionAdded> {
  if (args.questionId === args.answerId)
    throw new ApiError('invalid_request', 'answerId: must differ from id');
  const known = await db
    .selectFrom('message')
    .selectAll()
    .where('id', '=', args.questionId)
    .executeTakeFirst();
  if (known) return { ...(await sameQuestion(db, user, known, args)), duplicate: true, held: false };
  const conversation = await openConversation(db, user, args, context);
  const held = await isLiveParent(db, args.conversationId, args.parentId);
  await refuseKnownId(db, args.answerId);
  const status = held ? 'queued' : args.status;
  if (status === 'queued') await refuseIfFull(db, user, args.maxQueued);
  const parts: Part[] = [{ type: 'text', text: args.text }];
  const message = await insertMessage(db, questionRow(user, args, context), parts, context);
  const fields = { ...args, status, parentId: args.questionId, request: null };
  const answer = await insertMessage(db, newAnswerRow(user, fields, context), [], context);
  await showAnswer(db, conversation, answer.id, args, context);
  return { message, answer, duplicate: false, held };
}

/** Read again after a lost reply: the same ids, the present status. */
async function sameQuestion(
  db: Kysely<Database>,
  user: string,
  known: MessageRow,
  { request }: NewQuestion,
): Promise<Started> {
  if (known.user_id !== user || known.request !== request) throw new ApiError('id_reused');
  const answer = await db
    .selectFrom('message')
    .selectAll()
    .where('conversation_id', '=', known.conversation_id)
    .where('parent_id', '=', known.id)
    .orderBy('seq')
    .executeTakeFirstOrThrow();
  const [message, reply] = await withTail(db, [known, answer]);
  return { message: message!, answer: reply! };
}

/** A conversation comes about with its first question; what was written for it then is no draft any more. */
async function openConversation(
  db: Kysely<Database>,
  user: string,
  { conversationId: id, conversationOptions: options, keepDraft }: NewQuestion,
  context: WriteContext,
): Promise<ConversationRow> {
  const known = await db.selectFrom('conversation').select('id').where('id', '=', id).executeTakeFirst();
  if (!known) {
    await insertConversation(db, user, { id, options }, context);
    if (!keepDraft) await clearDraft(db, user, context);
  }
  return conversationRow(db, user, id);
}

async function refuseKnownId(db: Kysely<Database>, id: string): Promise<void> {
  const known = await db.selectFrom('message').select('id').where('id', '=', id).executeTakeFirst();
  if (known) throw new ApiError('id_reused');
}

const blank = {
  model: null,
  finish_reason: null,
  usage: null,
  timings: null,
  error: null,
  options: null,
  adjusted: null,
  context_from: null,
  set_aside: null,
  summary: null,
  run: 1,
} as const;

function questionRow(
  user: string,
  args: NewQuestion,
  context: WriteContext,
): Omit<NewMessageRow, 'seq' | 'checkpoint_seq'> {
  return {
    ...blank,
    id: args.questionId,
    user_id: user,
    conversation_id: args.conversationId,
    parent_id: args.parentId,
    role: 'user',
    status: 'complete',
    request: args.request,
    created_at: context.now,
  };
}

interface AnswerFields {
  conversationId: string;
  answerId: string;
  contextFrom?: string | null;
  parentId: string | null;
  model: string | null;
  options: AnswerOptions;
  status: 'queued' | 'running';
  request: string | null;
}

function newAnswerRow(
  user: string,
  fields: AnswerFields,
  context: WriteContext,
): Omit<NewMessageRow, 'seq' | 'checkpoint_seq'> {
  return {
    ...blank,
    id: fields.answerId,
    user_id: user,
    conversation_id: fields.conversationId,
    parent_id: fields.parentId,
    role: 'assistant',
    model: fields.model,
    context_from: fields.contextFrom ?? null,
    status: fields.status,
    options: JSON.stringify(fields.options),
    request: fields.request,
    created_at: context.now,
  };
}

async function insertMessage(
  db: Kysely<Database>,
  fields: Omit<NewMessageRow, 'seq' | 'checkpoint_seq'>,
  parts: Part[],
  context: WriteContext,
): Promise<Message> {
  const message = messageOf({ ...fields, seq: 0, checkpoint_seq: 0 } as MessageRow, parts);
  const seq = context.emit({ type: 'message-added', conversationId: fields.conversation_id, message });
  await db
    .insertInto('message')
    .values({ ...fields, seq, checkpoint_seq: seq })
    .execute();
  await appendParts(db, fields.user_id, fields.id, parts);
  await db
    .updateTable('conversation')
    .set({ activity_seq: seq, updated_at: context.now })
    .where('id', '=', fields.conversation_id)
    .execute();
  return message;
}

/** A statement takes a bounded number of values, and what a model may say in turns is not. */
const partsAtOnce = 1000;

/** Adds to what is stored of a message; what is there is never rewritten. */
export async function appendParts(
  db: Kysely<Database>,
  user: string,
  messageId: string,
  parts: readonly Part[],
): Promise<void> {
  if (parts.length === 0) return;
  const { last } = await db
    .selectFrom('part')
    .select((expression) => expression.fn.max<number | null>('position').as('last'))
    .where('message_id', '=', messageId)
    .executeTakeFirstOrThrow();
  const first = last === null ? 0 : last + 1;
  const rows = parts.map((part, index) => ({
    message_id: messageId,
    position: first + index,
    user_id: user,
    ...pieceOf(part),
  }));
  for (let index = 0; index < rows.length; index += partsAtOnce) {
    const some = rows.slice(index, index + partsAtOnce);
    await db.insertInto('part').values(some).execute();
  }
}

async function showAnswer(
  db: Kysely<Database>,
  conversation: ConversationRow,
  leafId: string,
  { title, keepDraft }: Pick<NewQuestion, 'title' | 'keepDraft'>,
  context: WriteContext,
): Promise<void> {
  const change: ConversationChange = { leafId };
  if (conversation.draft !== '' && !keepDraft) change.draft = '';
  if (conversation.title_source === 'none' && title !== '')
    Object.assign(change, { title, titleSource: 'first-words' });
  await applyChange(db, conversation.id, change, context);
}

export interface NewSibling {
  /** The answer beside which another one is wanted. */
  besideId: string;
  answerId: string;
  /** Where what the model is given begins, where that was said. */
  contextFrom?: string | null;
  model: string | null;
  options: AnswerOptions;
  status: 'queued' | 'running';
  maxQueued: number;
  request: string;
}

export interface SiblingAdded {
  answer: Message;
  duplicate: boolean;
  held: boolean;
}

/** A second answer to the same question, which is then the one shown. */
export async function addSiblingAnswer(
  db: Kysely<Database>,
  user: string,
  args: NewSibling,
  context: WriteContext,
): Promise<SiblingAdded> {
  const known = await db.selectFrom('message').selectAll().where('id', '=', args.answerId).executeTakeFirst();
  if (known) {
    if (known.user_id !== user || known.request !== args.request) throw new ApiError('id_reused');
    return { answer: (await withTail(db, [known]))[0]!, duplicate: true, held: false };
  }
  const beside = await answerRow(db, user, args.besideId);
  const conversation = await findConversationRow(db, user, beside.conversation_id);
  if (!conversation || conversation.deleted_at !== null) throw new ApiError('answer_not_found');
  // An answer always has a question.
  const question = await readMessage(db, user, beside.parent_id!);
  const held = await isLiveParent(db, beside.conversation_id, question.parentId);
  const status = held ? 'queued' : args.status;
  if (status === 'queued') await refuseIfFull(db, user, args.maxQueued);
  const fields = { ...args, status, conversationId: beside.conversation_id, parentId: question.id };
  const answer = await insertMessage(db, newAnswerRow(user, fields, context), [], context);
  await applyChange(db, conversation.id, { leafId: answer.id }, context);
  return { answer, duplicate: false, held };
}

/** The newest leaf below a message of this conversation. Throws `message_not_found`. */
export async function leafBelow(
  db: Kysely<Database>,
  conversationId: string,
  messageId: string,
): Promise<string> {
  const newestChild = (parent: Expression<string | null>) =>
    db
      .selectFrom('message as child')
      .select('child.id')
      .where('child.conversation_id', '=', conversationId)
      .where('child.parent_id', '=', parent)
      .orderBy('child.seq', 'desc')
      .limit(1);
  const leaf = await db
    .withRecursive('below(id, depth)', (query) =>
      query
        .selectFrom('message')
        .select((expression) => [
          expression.ref('id').$castTo<string | null>().as('id'),
          expression.lit(0).as('depth'),
        ])
        .where('conversation_id', '=', conversationId)
        .where('id', '=', messageId)
        .unionAll((union) =>
          union
            .selectFrom('below')
            .select((expression) => [
              newestChild(expression.ref('below.id')).as('id'),
              expression('below.depth', '+', expression.lit(1)).as('depth'),
            ])
            .where('below.id', 'is not', null),
        ),
    )
    .selectFrom('below')
    .select('id')
    .where('id', 'is not', null)
    .orderBy('depth', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!leaf?.id) throw new ApiError('message_not_found');
  return leaf.id;
}
