import type { Kysely } from 'kysely';
import type { ConversationSnapshot } from '../../protocol/conversations.ts';
import { ApiError } from '../../protocol/errors.ts';
import { applyToAnswer } from '../../protocol/fold.ts';
import type { Message, Part } from '../../protocol/messages.ts';
import { findConversationRow, readConversation } from './conversations.ts';
import { readOffset, ticksAfter } from './journal.ts';
import { isLiveRow } from './live.ts';
import { messageOf, partsOf } from './rows.ts';
import type { Database, MessageRow } from './schema.ts';
import { selectPath } from './tree.ts';

/**
 * The last messages of the path that is shown (or those before one of it), with the offset at which they are true:
 * all from one read transaction, the offset included. Throws `conversation_not_found`, `message_not_found`.
 */
export async function readSnapshot(
  db: Kysely<Database>,
  user: string,
  conversationId: string,
  { before, limit = 50 }: { before?: string | undefined; limit?: number | undefined },
): Promise<ConversationSnapshot> {
  return db.transaction().execute(async (read) => {
    const conversation = await readConversation(read, user, conversationId);
    const leafId = before === undefined ? conversation.leafId : await parentOf(read, conversationId, before);
    const rows = leafId === null ? [] : await pathRows(read, conversationId, leafId, limit + 1);
    const shown = rows.slice(0, limit).reverse();
    return {
      conversation,
      messages: await withTail(read, shown),
      children: await childrenOf(read, conversationId, shown),
      more: rows.length > limit,
      offset: await readOffset(read),
    };
  });
}

async function parentOf(
  db: Kysely<Database>,
  conversationId: string,
  messageId: string,
): Promise<string | null> {
  const row = await db
    .selectFrom('message')
    .select('parent_id')
    .where('conversation_id', '=', conversationId)
    .where('id', '=', messageId)
    .executeTakeFirst();
  if (!row) throw new ApiError('message_not_found');
  return row.parent_id;
}

/** From a message up its parents: the leaf first. Only within a conversation that is known to be the user's. */
function pathRows(
  db: Kysely<Database>,
  conversationId: string,
  leafId: string,
  limit: number,
): Promise<MessageRow[]> {
  return selectPath(db, conversationId, leafId, limit)
    .innerJoin('message', 'message.id', 'path.id')
    .selectAll('message')
    .orderBy('path.depth')
    .execute();
}

/** The messages of these rows; those that are being written are folded with what the journal holds beyond their checkpoint. */
export async function withTail(db: Kysely<Database>, rows: readonly MessageRow[]): Promise<Message[]> {
  const parts = await readParts(
    db,
    rows.map(({ id }) => id),
  );
  const seams = await readSeams(db, rows);
  const messages = new Map(
    rows.map((row) => [row.id, messageOf(row, parts.get(row.id) ?? [], seams.get(row.id))]),
  );
  await foldTail(db, rows, messages);
  return [...messages.values()];
}

/** What the journal holds of answers that are being written beyond their checkpoints. */
export async function readTails(
  db: Kysely<Database>,
  rows: readonly MessageRow[],
): Promise<Map<string, Part[]>> {
  const tails = new Map(rows.map((row) => [row.id, messageOf(row, [])]));
  await foldTail(db, rows, tails);
  return new Map([...tails].map(([id, { parts }]) => [id, parts]));
}

async function foldTail(
  db: Kysely<Database>,
  rows: readonly MessageRow[],
  messages: Map<string, Message>,
): Promise<void> {
  const live = rows.filter(({ status }) => status === 'running');
  if (live.length === 0) return;
  const checkpoints = new Map(live.map((row) => [row.id, row.checkpoint_seq]));
  const naming = live.length > mostNamed ? undefined : [...checkpoints.keys()];
  for await (const { entries } of ticksAfter(db, Math.min(...checkpoints.values()), { naming })) {
    for (const [, event] of entries) {
      if (!('answerId' in event) || event.seq <= (checkpoints.get(event.answerId) ?? Infinity)) continue;
      messages.set(event.answerId, applyToAnswer(messages.get(event.answerId)!, event));
    }
  }
}

/** With more answers than this, looking for each of them costs more than reading what is there. */
const mostNamed = 4;

async function readParts(db: Kysely<Database>, ids: string[]): Promise<Map<string, Part[]>> {
  const rows = await inSlices(ids, (some) =>
    db
      .selectFrom('part')
      .select(['message_id', 'type', 'text'])
      .where('message_id', 'in', some)
      .orderBy('message_id')
      .orderBy('position')
      .execute(),
  );
  const pieces = Map.groupBy(rows, ({ message_id }) => message_id);
  return new Map([...pieces].map(([id, of]) => [id, partsOf(of)]));
}

async function readSeams(
  db: Kysely<Database>,
  messages: readonly MessageRow[],
): Promise<Map<string, number[]>> {
  const ids = messages.filter(({ run }) => run > 1).map(({ id }) => id);
  const rows = await inSlices(ids, (some) =>
    db
      .selectFrom('continuation')
      .select(['answer_id', 'seam'])
      .where('answer_id', 'in', some)
      .orderBy('answer_id')
      .orderBy('run')
      .execute(),
  );
  const of = Map.groupBy(rows, ({ answer_id }) => answer_id);
  return new Map([...of].map(([id, continuations]) => [id, continuations.map(({ seam }) => seam)]));
}

/** A query takes a bounded number of values (32,766 in SQLite), and a conversation has as many messages as people write. */
const idsAtOnce = 5000;

async function inSlices<Row>(ids: string[], read: (some: string[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[][] = [];
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    rows.push(await read(ids.slice(from, from + idsAtOnce)));
  }
  return rows.flat();
}

async function childrenOf(
  db: Kysely<Database>,
  conversationId: string,
  shown: readonly MessageRow[],
): Promise<Record<string, string[]>> {
  const parents = shown.map(({ parent_id }) => parent_id);
  const leaf = shown.at(-1);
  const ids = [...parents, leaf?.id ?? null].filter((id) => id !== null);
  const rows = await db
    .selectFrom('message')
    .select(['id', 'parent_id'])
    .where('conversation_id', '=', conversationId)
    .where((expression) =>
      expression.or([
        ...(ids.length > 0 ? [expression('parent_id', 'in', ids)] : []),
        ...(parents.includes(null) ? [expression('parent_id', 'is', null)] : []),
      ]),
    )
    .orderBy('seq')
    .execute();
  const children = Map.groupBy(rows, ({ parent_id }) => parent_id ?? '');
  return Object.fromEntries([...children].map(([parent, of]) => [parent, of.map(({ id }) => id)]));
}

/** Throws `answer_not_found` for what is unknown, deleted, somebody else's or no answer. */
export async function readAnswer(db: Kysely<Database>, user: string, answerId: string): Promise<Message> {
  return (await readAnswerAt(db, user, answerId)).answer;
}

/** An answer and the offset at which it is true. */
export async function readAnswerAt(
  db: Kysely<Database>,
  user: string,
  answerId: string,
): Promise<{ answer: Message; offset: string }> {
  return db.transaction().execute(async (read) => {
    const row = await answerRow(read, user, answerId);
    const conversation = await findConversationRow(read, user, row.conversation_id);
    if (!conversation || conversation.deleted_at !== null) throw new ApiError('answer_not_found');
    return { answer: (await withTail(read, [row]))[0]!, offset: await readOffset(read) };
  });
}

export async function answerRow(db: Kysely<Database>, user: string, answerId: string): Promise<MessageRow> {
  const row = await messageRow(db, user, answerId);
  if (row?.role !== 'assistant') throw new ApiError('answer_not_found');
  return row;
}

function messageRow(db: Kysely<Database>, user: string, id: string): Promise<MessageRow | undefined> {
  return db
    .selectFrom('message')
    .selectAll()
    .where('user_id', '=', user)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Throws `message_not_found`. */
export async function readMessage(db: Kysely<Database>, user: string, id: string): Promise<Message> {
  const row = await messageRow(db, user, id);
  if (!row) throw new ApiError('message_not_found');
  return (await withTail(db, [row]))[0]!;
}

/** The messages from the first of the conversation to this one. */
export async function pathTo(db: Kysely<Database>, user: string, messageId: string): Promise<Message[]> {
  const row = await messageRow(db, user, messageId);
  if (!row) throw new ApiError('message_not_found');
  return withTail(db, (await pathRows(db, row.conversation_id, row.id, 100_000)).reverse());
}

/** The answers that a crash or a stop of the server left behind, of everybody, the oldest first. */
export function liveAnswerRows(db: Kysely<Database>): Promise<MessageRow[]> {
  return db.selectFrom('message').selectAll().where(isLiveRow).orderBy('seq').execute();
}
