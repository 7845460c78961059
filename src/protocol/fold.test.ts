import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conversation } from './conversations.ts';
import type { Event, EventBody } from './events.ts';
import { applyEvent, applyEvents, applyToList, type ConversationState, shownPath, stateOf } from './fold.ts';
import { newId } from './ids.ts';
import type { Message } from './messages.ts';
import { formatOffset } from './offset.ts';

const conversationId = newId();
const elsewhere = newId();
const conversation: Conversation = {
  id: conversationId,
  title: '',
  titleSource: 'none',
  model: null,
  systemPrompt: null,
  options: {},
  leafId: null,
  draft: '',
  running: 0,
  activitySeq: 0,
  createdAt: 0,
  updatedAt: 0,
};
const empty: ConversationState = stateOf({
  conversation,
  messages: [],
  children: {},
  more: false,
  offset: formatOffset({ epoch: 'test', seq: 0 }),
});

function message(fields: Partial<Message> = {}): Message {
  return {
    id: newId(),
    conversationId,
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
    createdAt: 0,
    ...fields,
  };
}

const inOrder = (bodies: readonly EventBody[]): Event[] =>
  bodies.map((body, index) => ({ ...body, seq: index + 1 }));
const added = (added: Message): EventBody => ({
  type: 'message-added',
  conversationId: added.conversationId,
  message: added,
});
const textOf = (state: ConversationState, id: string): string =>
  state.messages[id]!.parts.map((part) => ('text' in part ? part.text : '')).join('');

const seed = Math.floor(Math.random() * 2 ** 31);
const runs = { seed, numRuns: 300 };

/** What may happen in a conversation with three answers, the order as wild as can be. */
const answers = [message(), message(), message()];
const of = fc.constantFrom(...answers).map(({ id }) => ({ conversationId, answerId: id }));
const run = fc.constantFrom(1, 1, 1, 2);
const likely = (weight: number, arbitrary: fc.Arbitrary<EventBody>) => ({ weight, arbitrary });
const anyBody = fc.oneof(
  likely(8, fc.tuple(of, run, fc.string({ unit: 'grapheme' })).map(deltaOf('text-delta'))),
  likely(3, fc.tuple(of, run, fc.string()).map(deltaOf('reasoning-delta'))),
  likely(2, fc.tuple(of, run, fc.nat(1), fc.string()).map(callDelta)),
  likely(
    1,
    fc.tuple(of, run, fc.nat(2)).map(([ids, run, index]) => sourceAdded(ids, run, index)),
  ),
  likely(
    1,
    fc.tuple(of, run).map(([ids, run]) => ({ type: 'answer-started', ...ids, run })),
  ),
  likely(
    1,
    fc.tuple(of, run).map(([ids, run]) => endOf(ids, run)),
  ),
  likely(
    1,
    fc.string().map((title) => changed({ title, titleSource: 'person' })),
  ),
  likely(
    1,
    fc.string().map((draft) => changed({ draft })),
  ),
  likely(
    1,
    fc.constantFrom(...answers).map(({ id }) => changed({ leafId: id })),
  ),
  likely(
    1,
    fc.tuple(of, run).map(([ids, run]) => continuedIn(ids, run)),
  ),
  likely(
    1,
    fc.constantFrom(...answers).map(({ id }) => withdrawn(newId(), [id], [])),
  ),
  likely(1, fc.constant<EventBody>({ type: 'conversation-deleted', conversationId })),
  likely(1, fc.constant<EventBody>({ type: 'models-changed' })),
  likely(2, fc.constant<EventBody>(added(message({ conversationId: elsewhere })))),
);

function deltaOf(type: 'text-delta' | 'reasoning-delta') {
  return ([ids, run, text]: [{ conversationId: string; answerId: string }, number, string]): EventBody => ({
    type,
    ...ids,
    run,
    text,
  });
}

type Ids = { conversationId: string; answerId: string };

function callDelta([ids, run, index, text]: [Ids, number, number, string]): EventBody {
  return { type: 'tool-call-delta', ...ids, run, index, ...(text ? {} : { name: 'f' }), arguments: text };
}

function sourceAdded(ids: Ids, run: number, index: number): EventBody {
  return {
    type: 'sources-added',
    ...ids,
    run,
    sources: [{ index, title: 'T', url: 'https://example.com/' }],
  };
}

function endOf(ids: { conversationId: string; answerId: string }, run: number): EventBody {
  const rest = { finishReason: 'stop', usage: null, timings: null, error: null };
  return { type: 'answer-end', ...ids, run, status: 'complete', ...rest };
}

function continuedIn(ids: { conversationId: string; answerId: string }, run: number): EventBody {
  return { type: 'answer-continued', ...ids, run, seam: 0, status: 'running' };
}

function withdrawn(messageId: string, answerIds: string[], children: string[]): EventBody {
  return { type: 'message-withdrawn', conversationId, messageId, answerIds, parentId: null, children };
}

function changed(change: Partial<Conversation>): EventBody {
  return { type: 'conversation-changed', conversationId, change };
}

const anyLog = fc
  .array(anyBody, { maxLength: 60 })
  .map((bodies) => inOrder([...answers.map((answer) => added(answer)), ...bodies]));

/** How a line may deliver a log: each connection begins at or before what was seen, and ends anywhere. */
const anyBreaks = fc.array(fc.record({ back: fc.nat(12), length: fc.nat(20) }), { maxLength: 20 });

function deliver<State extends { seq: number }>(
  log: readonly Event[],
  breaks: readonly { back: number; length: number }[],
  start: State,
  apply: (state: State, event: Event) => State,
): State {
  let state = start;
  let seen = 0;
  for (const { back, length } of [...breaks, { back: 0, length: log.length }]) {
    const from = Math.max(0, seen - back);
    const piece = log.slice(from, from + length);
    state = piece.reduce(apply, state);
    seen = Math.max(seen, from + piece.length);
  }
  return state;
}

describe(`the fold (seed ${seed})`, () => {
  it('gives the same conversation however the stream was cut, repeated and resumed', () => {
    fc.assert(
      fc.property(anyLog, anyBreaks, (log, breaks) => {
        expect(deliver(log, breaks, empty, applyEvent)).toEqual(applyEvents(empty, log));
      }),
      runs,
    );
  });

  it('gives the same list however the stream was cut, repeated and resumed', () => {
    const start = { conversations: [conversation, { ...conversation, id: elsewhere }], seq: 0 };
    fc.assert(
      fc.property(anyLog, anyBreaks, (log, breaks) => {
        expect(deliver(log, breaks, start, applyToList)).toEqual(log.reduce(applyToList, start));
      }),
      runs,
    );
  });

  it('never changes a state that was given out', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const states = log.reduce((all, event) => [...all, applyEvent(all.at(-1)!, event)], [empty]);
        const copies = structuredClone(states);
        applyEvents(empty, log);
        expect(states).toEqual(copies);
      }),
      { ...runs, numRuns: 50 },
    );
  });
});

describe('an answer', () => {
  const answer = message();
  const ids = { conversationId, answerId: answer.id };
  const delta = (text: string, run = 1): EventBody => ({ type: 'text-delta', ...ids, run, text });

  it('grows with its deltas, thinking and text apart', () => {
    const state = applyEvents(
      empty,
      inOrder([
        added(answer),
        { type: 'answer-started', ...ids, run: 1 },
        { type: 'reasoning-delta', ...ids, run: 1, text: 'hm' },
        { type: 'reasoning-delta', ...ids, run: 1, text: 'm' },
        delta('你'),
        delta('好'),
      ]),
    );
    expect(state.messages[answer.id]).toMatchObject({
      status: 'running',
      parts: [
        { type: 'reasoning', text: 'hmm' },
        { type: 'text', text: '你好' },
      ],
    });
    expect(state.conversation.running).toBe(1);
  });

  it('keeps its first end and takes nothing after it', () => {
    const state = applyEvents(
      empty,
      inOrder([
        added(answer),
        delta('a'),
        endOf(ids, 1),
        delta('b'),
        { ...endOf(ids, 1), status: 'failed' } as EventBody,
      ]),
    );
    expect(state.messages[answer.id]!.status).toBe('complete');
    expect(textOf(state, answer.id)).toBe('a');
    expect(state.conversation.running).toBe(0);
  });

  it('takes nothing of another run', () => {
    const state = applyEvents(empty, inOrder([added(answer), delta('a'), delta('stale', 2), endOf(ids, 2)]));
    expect(textOf(state, answer.id)).toBe('a');
    expect(state.messages[answer.id]!.status).toBe('queued');
  });

  it('goes on in a further run where it was cut off, once', () => {
    const seam: EventBody = { type: 'answer-continued', ...ids, run: 2, seam: 1, status: 'queued' };
    const cut = [added(answer), delta('a'), { ...endOf(ids, 1), status: 'interrupted' } as EventBody];
    expect(applyEvents(empty, inOrder([added(answer), seam])).messages[answer.id]).toEqual(answer);
    const waiting = applyEvents(empty, inOrder([...cut, seam, seam]));
    expect(waiting.messages[answer.id]).toMatchObject({ status: 'queued', run: 2, seams: [1] });
    expect(waiting.conversation.running).toBe(1);
    const state = applyEvents(empty, inOrder([...cut, seam, delta('late', 1), delta('b', 2), endOf(ids, 2)]));
    expect(state.messages[answer.id]).toMatchObject({ status: 'complete', seams: [1] });
    expect(textOf(state, answer.id)).toBe('ab');
    expect(state.conversation.running).toBe(0);
  });

  it('is counted as ended even where its conversation is only known in part', () => {
    const start = { ...empty, conversation: { ...conversation, running: 1 } };
    expect(applyEvents(start, inOrder([endOf(ids, 1)])).conversation.running).toBe(0);
  });
});

describe('a conversation', () => {
  it('shows the path from its leaf up, as far as it is known', () => {
    const question = message({ role: 'user', status: 'complete', parentId: newId() });
    const first = message({ parentId: question.id });
    const second = message({ parentId: question.id });
    const state = applyEvents(
      empty,
      inOrder([...[question, first, second].map(added), changed({ leafId: second.id })]),
    );
    expect(shownPath(state).map(({ id }) => id)).toEqual([question.id, second.id]);
    expect(state.children[question.id]).toEqual([first.id, second.id]);
  });

  it('loses a question that is taken back, and what waited below it moves up', () => {
    const running = message({ status: 'running' });
    const [first, second] = [running, running].map(() => message({ role: 'user', status: 'complete' }));
    const [answerOne, answerTwo] = [message({ parentId: first!.id }), message({ parentId: second!.id })];
    const path = [
      running,
      { ...first!, parentId: running.id },
      answerOne,
      { ...second!, parentId: answerOne.id },
      answerTwo,
    ];
    const gone: EventBody = {
      type: 'message-withdrawn',
      conversationId,
      messageId: first!.id,
      answerIds: [answerOne.id],
      parentId: running.id,
      children: [second!.id],
    };
    const state = applyEvents(empty, inOrder([...path.map(added), changed({ leafId: answerTwo.id }), gone]));
    expect(shownPath(state).map(({ id }) => id)).toEqual([running.id, second!.id, answerTwo.id]);
    expect(state.children[running.id]).toEqual([second!.id]);
    expect(state.conversation.running).toBe(2);
  });

  it('names a message once, also where an older page has named it before its event came', () => {
    const answer = message();
    const start = { ...empty, children: { '': [answer.id] } };
    expect(applyEvents(start, inOrder([added(answer)])).children['']).toEqual([answer.id]);
  });

  it('begins where its snapshot was true', () => {
    const start = { ...empty, seq: 2 };
    const state = applyEvents(
      start,
      inOrder([changed({ title: 'old' }), changed({ title: 'old' }), changed({ draft: 'new' })]),
    );
    expect(state.conversation).toMatchObject({ title: '', draft: 'new' });
  });

  it('is left as it is by an event that this version does not know', () => {
    const unknown = { type: 'message-pinned', conversationId, seq: 1 } as unknown as Event;
    expect(applyEvent(empty, unknown)).toMatchObject({ conversation, deleted: false, messages: {} });
    const list = { conversations: [conversation], seq: 0 };
    expect(applyToList(list, unknown).conversations).toEqual([conversation]);
  });
});

describe('the list of conversations', () => {
  const other = { ...conversation, id: elsewhere };

  it('has the conversation on top that was last used', () => {
    const start = { conversations: [conversation, other], seq: 0 };
    const list = applyToList(start, { ...added(message({ conversationId: elsewhere })), seq: 7 });
    expect(list.conversations.map(({ id }) => id)).toEqual([elsewhere, conversationId]);
    expect(list.conversations[0]).toMatchObject({ running: 1, activitySeq: 7 });
  });

  it('loses what is deleted and has it again when it is restored', () => {
    const start = { conversations: [conversation], seq: 0 };
    const deleted = applyToList(start, { type: 'conversation-deleted', conversationId, seq: 1 });
    expect(deleted.conversations).toEqual([]);
    const restored = { type: 'conversation-restored', conversationId, conversation, seq: 2 } as const;
    expect(applyToList(deleted, restored).conversations).toEqual([conversation]);
  });
});
