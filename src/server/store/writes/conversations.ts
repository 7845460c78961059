import type { Kysely } from 'kysely';
import type { AnswerOptions } from '../../../protocol/answer-options.ts';
import type { Conversation, TitleSource } from '../../../protocol/conversations.ts';
import { ApiError } from '../../../protocol/errors.ts';
import type { ConversationChange } from '../../../protocol/events.ts';
import type { WriteContext } from '../batch.ts';
import { conversationRow, findConversationRow, readConversation } from '../conversations.ts';
import type { Database } from '../schema.ts';
import { endLiveAnswers } from './answers.ts';
import { leafBelow } from './messages.ts';

export interface NewConversation {
  id: string;
  title?: string | undefined;
  model?: string | null | undefined;
  systemPrompt?: string | null | undefined;
  options?: AnswerOptions | undefined;
}

/** The same request again gives the same conversation; another one with its id is `id_reused`. */
export async function createConversation(
  db: Kysely<Database>,
  user: string,
  args: NewConversation,
  context: WriteContext,
): Promise<Conversation> {
  const request = requestOf(args);
  const known = await db.selectFrom('conversation').selectAll().where('id', '=', args.id).executeTakeFirst();
  if (known && (known.user_id !== user || known.deleted_at !== null || known.request !== request)) {
    throw new ApiError('id_reused');
  }
  if (!known) await insertConversation(db, user, { ...args, request }, context);
  return readConversation(db, user, args.id);
}

/** One spelling; options were not always among them. */
function requestOf({ title, model, systemPrompt, options }: NewConversation): string {
  const asked = [title ?? null, model ?? null, systemPrompt ?? null];
  return JSON.stringify(options === undefined ? asked : [...asked, options]);
}

export async function insertConversation(
  db: Kysely<Database>,
  user: string,
  {
    id,
    title,
    model = null,
    systemPrompt = null,
    options = {},
    request = null,
  }: NewConversation & { request?: string | null },
  context: WriteContext,
): Promise<void> {
  const titleSource: TitleSource = title ? 'person' : 'none';
  const row = { id, title: title ?? '', model, createdAt: context.now, updatedAt: context.now };
  const conversation = {
    ...row,
    titleSource,
    systemPrompt,
    options,
    leafId: null,
    draft: '',
    running: 0,
    activitySeq: context.seq + 1,
  };
  const activitySeq = context.emit({ type: 'conversation-added', conversationId: id, conversation });
  await db
    .insertInto('conversation')
    .values({
      id,
      user_id: user,
      title: row.title,
      title_source: titleSource,
      model,
      system_prompt: systemPrompt,
      options: JSON.stringify(options),
      leaf_id: null,
      draft: '',
      request,
      activity_seq: activitySeq,
      created_at: context.now,
      updated_at: context.now,
      deleted_at: null,
    })
    .execute();
}

export interface ConversationPatch {
  id: string;
  title?: string | undefined;
  model?: string | null | undefined;
  systemPrompt?: string | null | undefined;
  options?: AnswerOptions | undefined;
  leafId?: string | undefined;
  draft?: string | undefined;
}

/** A branch is chosen by any message of it: the newest leaf below that message is shown. */
export async function changeConversation(
  db: Kysely<Database>,
  user: string,
  { id, title, leafId, ...rest }: ConversationPatch,
  context: WriteContext,
): Promise<Conversation> {
  await conversationRow(db, user, id);
  const change: ConversationChange = {
    ...(title === undefined ? {} : { title, titleSource: title === '' ? 'none' : 'person' }),
    ...(leafId === undefined ? {} : { leafId: await leafBelow(db, id, leafId) }),
    ...(rest.model === undefined ? {} : { model: rest.model }),
    ...(rest.systemPrompt === undefined ? {} : { systemPrompt: rest.systemPrompt }),
    ...(rest.options === undefined ? {} : { options: rest.options }),
    ...(rest.draft === undefined ? {} : { draft: rest.draft }),
  };
  await applyChange(db, id, change, context);
  return readConversation(db, user, id);
}

/** Stores a change and tells of it. Only for a conversation that is known to be the user's. */
export async function applyChange(
  db: Kysely<Database>,
  id: string,
  change: ConversationChange,
  context: WriteContext,
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await db
    .updateTable('conversation')
    .set({
      ...(change.title === undefined ? {} : { title: change.title }),
      ...(change.titleSource === undefined ? {} : { title_source: change.titleSource }),
      ...(change.model === undefined ? {} : { model: change.model }),
      ...(change.systemPrompt === undefined ? {} : { system_prompt: change.systemPrompt }),
      ...(change.options === undefined ? {} : { options: JSON.stringify(change.options) }),
      ...(change.leafId === undefined ? {} : { leaf_id: change.leafId }),
      ...(change.draft === undefined ? {} : { draft: change.draft }),
    })
    .where('id', '=', id)
    .execute();
  context.emit({ type: 'conversation-changed', conversationId: id, change });
}

/** The model's title: never over a name that a person gave, and only while the conversation is there. */
export async function setTitle(
  db: Kysely<Database>,
  user: string,
  { id, title }: { id: string; title: string },
  context: WriteContext,
): Promise<void> {
  const row = await findConversationRow(db, user, id);
  if (!row || row.deleted_at !== null || row.title_source === 'person' || row.title_source === 'model')
    return;
  await applyChange(db, id, { title, titleSource: 'model' }, context);
}

/** Into the bin, whatever runs in it stopped. Deleting what is deleted already changes nothing. */
export async function deleteConversation(
  db: Kysely<Database>,
  user: string,
  { id }: { id: string },
  context: WriteContext,
): Promise<void> {
  const row = await findConversationRow(db, user, id);
  if (!row) throw new ApiError('conversation_not_found');
  if (row.deleted_at !== null) return;
  await endLiveAnswers(db, user, id, context);
  await db.updateTable('conversation').set({ deleted_at: context.now }).where('id', '=', id).execute();
  context.emit({ type: 'conversation-deleted', conversationId: id });
}

export async function restoreConversation(
  db: Kysely<Database>,
  user: string,
  { id }: { id: string },
  context: WriteContext,
): Promise<Conversation> {
  const row = await findConversationRow(db, user, id);
  if (!row) throw new ApiError('conversation_not_found');
  await db.updateTable('conversation').set({ deleted_at: null }).where('id', '=', id).execute();
  const conversation = await readConversation(db, user, id);
  if (row.deleted_at !== null)
    context.emit({ type: 'conversation-restored', conversationId: id, conversation });
  return conversation;
}
