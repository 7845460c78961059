import { expect, test } from 'vitest';
import type { Conversation, ConversationPage } from '../protocol/conversations.ts';
import { newId } from '../protocol/ids.ts';
import { formatOffset } from '../protocol/offset.ts';
import { ConversationList } from './conversation-list.svelte.ts';
import { emptyState } from './conversation/states.ts';

const conversation = (activitySeq: number, running = 0): Conversation => ({
  ...emptyState(newId()).conversation,
  activitySeq,
  running,
});

const page = (
  conversations: Conversation[],
  seq: number,
  nextCursor: string | null = null,
): ConversationPage => ({
  conversations,
  nextCursor,
  offset: formatOffset({ epoch: 'test', seq }),
});

const answering = (...pages: ConversationPage[]) =>
  new ConversationList({ origin: '', fetch: () => Promise.resolve(Response.json(pages.shift())) });

const ended = (of: Conversation, seq: number) =>
  ({
    seq,
    type: 'answer-end',
    conversationId: of.id,
    answerId: newId(),
    run: 1,
    status: 'complete',
    finishReason: 'stop',
    usage: null,
    timings: null,
    error: null,
  }) as const;

test('events that the list already holds are not counted twice', () => {
  const one = conversation(1, 2);
  const list = answering();
  list.take(page([one], 10));
  list.apply([ended(one, 9)]);
  expect(list.running).toBe(2);
  list.apply([ended(one, 11), ended(one, 11)]);
  expect(list.running).toBe(1);
});

test('a later page that is newer than the list ignores what it already holds', async () => {
  const [first, second] = [conversation(9, 1), conversation(5, 1)];
  const list = answering(page([second], 20));
  list.take(page([first], 10, 'next'));
  await list.loadMore();
  expect(list.hasMore).toBe(false);
  list.apply([ended(first, 15), ended(second, 16)]);
  expect(list.conversations.map(({ running }) => running)).toEqual([0, 1]);
});

test('a page that is asked for twice is fetched once', async () => {
  const list = answering(page([conversation(5)], 20));
  list.take(page([conversation(9)], 10, 'next'));
  await Promise.all([list.loadMore(), list.loadMore()]);
  expect(list.conversations).toHaveLength(2);
});

test('what is in the list already does not come twice with a later page', async () => {
  const [first, second] = [conversation(9), conversation(5)];
  const list = answering(page([first, second], 20));
  list.take(page([first], 10, 'next'));
  await list.loadMore();
  expect(list.conversations).toEqual([first, second]);
});
