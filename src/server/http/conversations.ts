import {
  changeConversation,
  createConversation,
  deleteConversation,
  findInConversation,
  getConversation,
  getOutline,
  listConversations as listConversationsEndpoint,
  restoreConversation,
} from '../../protocol/conversations.ts';
import { newId } from '../../protocol/ids.ts';
import type { Generation } from '../generation/generation.ts';
import type { Journal } from '../journal/journal.ts';
import { listConversations } from '../store/conversations.ts';
import { findWords } from '../store/find.ts';
import { readSnapshot } from '../store/messages.ts';
import { readOutline } from '../store/outline.ts';
import type { Store } from '../store/store.ts';
import { type App, handle } from './handle.ts';

export interface ConversationParts {
  store: Store;
  journal: Journal;
  generation: Generation;
}

export function conversationRoutes(app: App, { store, journal, generation }: ConversationParts): void {
  handle(app, listConversationsEndpoint, async ({ user, query }) =>
    listConversations(store.read, user, query),
  );

  handle(app, createConversation, async ({ user, body }) => ({
    conversation: await journal.write(user, 'createConversation', { ...body, id: body.id ?? newId() }),
  }));

  handle(app, getConversation, async ({ user, params, query }) =>
    readSnapshot(store.read, user, params.conversationId, query),
  );

  handle(app, getOutline, async ({ user, params }) => readOutline(store.read, user, params.conversationId));

  handle(app, findInConversation, async ({ user, params, query, signal }) =>
    findWords(store.read, user, params.conversationId, { words: query.words, signal }),
  );

  handle(app, changeConversation, async ({ user, params, body }) => ({
    conversation: await journal.write(user, 'changeConversation', { ...body, id: params.conversationId }),
  }));

  handle(app, deleteConversation, ({ user, params }) =>
    generation.deleteConversation(user, params.conversationId),
  );

  handle(app, restoreConversation, async ({ user, params }) => ({
    conversation: await journal.write(user, 'restoreConversation', { id: params.conversationId }),
  }));
}
