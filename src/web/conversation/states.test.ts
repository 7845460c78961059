import { describe, expect, test } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import { applyEvents, type ConversationState, shownPath } from '../../protocol/fold.ts';
import { newId } from '../../protocol/ids.ts';
import { emptyState, isTorn, withOlder } from './states.ts';

const conversationId = newId();

function message(parentId: string | null, role: Message['role'] = 'user'): Message {
  const nothing = { finishReason: null, usage: null, timings: null, error: null, model: null };
  return {
    id: newId(),
    conversationId,
    parentId,
    role,
    parts: [],
    status: 'complete',
    run: 1,
    seams: [],
    createdAt: 1,
    ...nothing,
  };
}

function stateWith(messages: readonly Message[], more = false): ConversationState {
  const state = emptyState(conversationId);
  return {
    ...state,
    more,
    conversation: { ...state.conversation, leafId: messages.at(-1)!.id },
    messages: Object.fromEntries(messages.map((one) => [one.id, one])),
  };
}

describe('a new conversation', () => {
  test('is made of what the line tells of it', () => {
    const question = message(null);
    const { conversation } = emptyState(conversationId);
    const told = applyEvents(emptyState(conversationId), [
      { seq: 7, type: 'conversation-added', conversationId, conversation },
      { seq: 8, type: 'message-added', conversationId, message: question },
      { seq: 9, type: 'conversation-changed', conversationId, change: { leafId: question.id } },
    ]);
    expect(shownPath(told)).toEqual([question]);
    expect(isTorn(told)).toBe(false);
  });
});

describe('a state is taken again', () => {
  const question = message(null);
  const answer = message(question.id, 'assistant');

  test('when the leaf of the shown branch is not known', () => {
    const state = stateWith([question, answer]);
    const elsewhere = { ...state.conversation, leafId: newId() };
    expect(isTorn(state)).toBe(false);
    expect(isTorn({ ...state, conversation: elsewhere })).toBe(true);
  });

  test('when the branch does not reach its beginning, unless that was left out', () => {
    expect(isTorn(stateWith([answer]))).toBe(true);
    expect(isTorn(stateWith([answer], true))).toBe(false);
  });
});

test('older messages come before those that are known, which stay as they are', () => {
  const question = message(null);
  const answer = message(question.id, 'assistant');
  const state = stateWith([answer], true);
  const older = {
    conversation: state.conversation,
    messages: [question],
    children: { '': [question.id] },
    more: false,
    offset: 'abcd-0000000000000099',
  };
  const joined = withOlder(state, older);
  expect(shownPath(joined)).toEqual([question, answer]);
  expect(joined.seq).toBe(state.seq);
});
