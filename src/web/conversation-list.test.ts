import { expect, test, vi } from 'vitest';
import type { Conversation, ConversationPage } from '../protocol/conversations.ts';
import { newId } from '../protocol/ids.ts';
import type { Message } from '../protocol/messages.ts';
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
    options: null,
  }) as const;

const answerIn = ({ id }: Conversation): Message => ({
  id: newId(),
  conversationId: id,
  parentId: null,
  role: 'assistant',
  parts: [],
  model: 'demo/demo',
  status: 'queued',
  run: 1,
  seams: [],
  finishReason: null,
  usage: null,
  timings: null,
  error: null,
  options: null,
  createdAt: 1,
});

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

test('a conversation of a later page that is used again comes to the top, with what happened meanwhile', async () => {
  const [first, old] = [conversation(9), conversation(2, 1)];
  const reply = Promise.withResolvers<Response>();
  const list = new ConversationList({ origin: '', fetch: () => reply.promise });
  list.take(page([first], 10, 'next'));
  const message = answerIn(old);
  list.apply([{ type: 'message-added', seq: 11, conversationId: old.id, message }]);
  list.apply([ended(old, 13)]);
  const fetched = { ...old, activitySeq: 11 };
  const offset = formatOffset({ epoch: 'test', seq: 12 });
  reply.resolve(Response.json({ conversation: fetched, messages: [], children: {}, more: false, offset }));
  await vi.waitFor(() => expect(list.conversations).toHaveLength(2));
  expect(list.conversations.map(({ id, running }) => [id, running])).toEqual([
    [old.id, 0],
    [first.id, 0],
  ]);
});

test('one that is fetched by itself and turns out to be gone leaves the list as it is', async () => {
  const [first, old] = [conversation(9), conversation(2)];
  const gone = {
    type: 'about:blank',
    title: 'gone',
    status: 404,
    code: 'conversation_not_found',
    retryable: false,
  };
  const fetched = vi.fn(() => Promise.resolve(Response.json(gone, { status: 404 })));
  const list = new ConversationList({ origin: '', fetch: fetched });
  list.take(page([first], 10, 'next'));
  list.apply([{ type: 'message-added', seq: 11, conversationId: old.id, message: answerIn(old) }]);
  await vi.waitFor(() => expect(fetched).toHaveBeenCalledOnce());
  expect(list.conversations).toEqual([first]);
});
