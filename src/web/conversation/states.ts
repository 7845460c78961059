import type { ConversationSnapshot } from '../../protocol/conversations.ts';
import { type ConversationState, shownPath } from '../../protocol/fold.ts';

/** A conversation of which the server knows nothing yet: its first message creates it. */
export function emptyState(id: string): ConversationState {
  const conversation = {
    id,
    title: '',
    titleSource: 'none',
    model: null,
    systemPrompt: null,
    leafId: null,
    draft: '',
    running: 0,
    activitySeq: 0,
    createdAt: 0,
    updatedAt: 0,
  } as const;
  return { conversation, messages: {}, children: {}, more: false, deleted: false, seq: 0 };
}

/** Whether messages of the shown path are missing, so that the state has to be taken again. */
export function isTorn(state: ConversationState): boolean {
  if (state.conversation.leafId === null) return false;
  const first = shownPath(state)[0];
  if (!first) return true;
  return first.parentId !== null && !state.more;
}

/** With older messages of the same path before those that are known. Their answers have ended: no event is missed. */
export function withOlder(state: ConversationState, older: ConversationSnapshot): ConversationState {
  const messages = Object.fromEntries(older.messages.map((message) => [message.id, message]));
  return {
    ...state,
    messages: { ...messages, ...state.messages },
    children: { ...older.children, ...state.children },
    more: older.more,
  };
}
