import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod/mini';
import { ApiError } from '../../../protocol/errors.ts';
import { Id, newId } from '../../../protocol/ids.ts';
import type { Message } from '../../../protocol/messages.ts';
import type { Generation } from '../../generation/generation.ts';
import { findConversationRow } from '../../store/conversations.ts';
import { readMessage } from '../../store/messages.ts';
import type { Store } from '../../store/store.ts';
import { type AskedChat, lastQuestion, optionsIn } from './request.ts';

export interface StoredParts {
  store: Store;
  generation: Generation;
}

/** Where a request wants its question stored. */
export interface StoredPlace {
  conversationId: string;
  /** Names the question, so that the same request again is not asked twice. */
  messageId: string;
}

/** `X-Inkstone-Conversation` and `X-Inkstone-Message-Id`. Null: nothing is to be stored. Throws `invalid_request`. */
export function storedPlace(headers: IncomingHttpHeaders): StoredPlace | null {
  const conversationId = idIn(headers, 'x-inkstone-conversation');
  const messageId = idIn(headers, 'x-inkstone-message-id');
  if (conversationId !== null) return { conversationId, messageId: messageId ?? newId() };
  if (messageId === null) return null;
  throw new ApiError('invalid_request', 'x-inkstone-message-id is of use only with x-inkstone-conversation');
}

function idIn(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  if (value === undefined) return null;
  if (z.safeParse(Id, value).success) return value as string;
  throw new ApiError('invalid_request', `${name}: an id is a UUID in lower case`);
}

/**
 * Asks the last question of a request in a stored conversation, at the end of the path that is shown there: what came
 * before it is what is stored, whatever the request says. An unknown conversation is created. Returns the answer, which is
 * written to its end whoever listens.
 */
export async function askStored(
  { store, generation }: StoredParts,
  user: string,
  { conversationId, messageId }: StoredPlace,
  asked: AskedChat & { modelId: string },
): Promise<Message> {
  const parentId = await parentFor(store, user, conversationId, messageId);
  const { answer } = await generation.send(user, conversationId, {
    id: messageId,
    parentId,
    text: lastQuestion(asked),
    model: asked.modelId,
    options: optionsIn(asked),
    keepDraft: true,
  });
  return answer;
}

/** Where it was asked, if it was asked before: the path has grown since. */
async function parentFor(
  { read }: Store,
  user: string,
  conversationId: string,
  messageId: string,
): Promise<string | null> {
  try {
    return (await readMessage(read, user, messageId)).parentId;
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'message_not_found')) throw error;
  }
  const conversation = await findConversationRow(read, user, conversationId);
  if (conversation && conversation.deleted_at !== null) throw new ApiError('conversation_not_found');
  return conversation?.leaf_id ?? null;
}
