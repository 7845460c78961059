import { expect, test } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import { isInFlow } from './flow.ts';

const minuteMs = 60_000;

function message(role: Message['role'], createdAt: number, more: Partial<Message> = {}): Message {
  return {
    id: String(createdAt),
    conversationId: 'c',
    parentId: null,
    role,
    parts: [],
    model: role === 'user' ? null : 'one/m',
    status: 'complete',
    run: 1,
    seams: [],
    finishReason: null,
    usage: null,
    timings: null,
    error: null,
    options: null,
    createdAt,
    ...more,
  };
}

const answer = message('assistant', 0, {
  usage: { promptTokens: 1000, completionTokens: 24 },
  timings: { totalMs: 2 * minuteMs },
});

test('a long conversation in which the last question came soon after an answer is in flow', () => {
  expect(isInFlow([answer, message('user', 6 * minuteMs)], 'one/m')).toBe(true);
});

test('one that is short, slow, new or with another model is not', () => {
  const soon = message('user', 3 * minuteMs);
  const short = { ...answer, usage: { promptTokens: 1000, completionTokens: 23 } };
  expect(isInFlow([short, soon], 'one/m')).toBe(false);
  expect(isInFlow([answer, message('user', 8 * minuteMs)], 'one/m')).toBe(false);
  expect(isInFlow([{ ...answer, usage: null }, soon], 'one/m')).toBe(false);
  expect(isInFlow([answer, soon], 'one/other')).toBe(false);
  expect(isInFlow([soon], 'one/m')).toBe(false);
});
