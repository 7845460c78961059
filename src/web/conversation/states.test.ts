import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event, EventBody } from '../../protocol/events.ts';
import type { Message } from '../../protocol/messages.ts';
import { applyEvents, type ConversationState, shownPath } from '../../protocol/fold.ts';
import { newId } from '../../protocol/ids.ts';
import { formatOffset } from '../../protocol/offset.ts';
import type { GrowingText } from '../markdown/growing-text.ts';
import {
  continuableAnswer,
  emptyState,
  growingText,
  isTorn,
  seamsOfParts,
  textHeldBy,
  waitingQuestions,
  withOlder,
  withPieces,
} from './states.ts';

const conversationId = newId();

function message(parentId: string | null, role: Message['role'] = 'user'): Message {
  const nothing = { finishReason: null, usage: null, timings: null, error: null, options: null, model: null };
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

function growthOf({ parts: [part] }: Message): GrowingText | null {
  return part && part.type !== 'source' ? growingText(part) : null;
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
  const joined = withOlder(state, older, []);
  expect(shownPath(joined)).toEqual([question, answer]);
  expect(joined.seq).toBe(state.seq);
});

test('the versions of an older question are all there, also where one came before the page of it', () => {
  const question = message(null);
  const [first, second] = [message(question.id, 'assistant'), message(question.id, 'assistant')];
  const { conversation, ...state } = stateWith([second], true);
  const told = { ...state, conversation, children: { [question.id]: [second.id] } };
  const children = { '': [question.id], [question.id]: [first.id, second.id] };
  const older = {
    conversation,
    messages: [question],
    children,
    more: false,
    offset: 'abcd-0000000000000099',
  };
  expect(withOlder(told, older, []).children[question.id]).toEqual([first.id, second.id]);
});

const seed = Math.floor(Math.random() * 2 ** 31);

describe(`older answers that are still being written (seed ${seed})`, () => {
  const path = pathOf({ status: 'running' }, { status: 'queued' }, { status: 'queued' });
  const answers = path.filter(({ role }) => role === 'assistant');
  const events = fc
    .array(fc.record({ of: fc.nat(2), what: fc.nat(5), text: fc.string({ maxLength: 3 }) }), {
      maxLength: 30,
    })
    .map((steps) => steps.map((step, index) => eventOf(step, index + 1)));

  function eventOf({ of, what, text }: { of: number; what: number; text: string }, seq: number): Event {
    const base = { conversationId, answerId: answers[of]!.id, run: 1, seq };
    if (what === 0) return { ...base, type: 'answer-started' };
    if (what > 1) return { ...base, type: 'text-delta', text };
    const end = { status: 'complete', finishReason: null, usage: null, timings: { totalMs: 1 }, error: null };
    return { ...base, type: 'answer-end', ...end } as EventBody & { seq: number };
  }

  test('are whole, wherever they are read between the events of the line', () => {
    const places = fc.tuple(events, fc.nat(30), fc.nat(30), fc.nat(30));
    const isWhole = ([all, ...any]: [Event[], number, number, number]): void => {
      const [asked, one, other] = any.map((place) => Math.min(place, all.length)).toSorted((a, b) => a - b);
      for (const [read, come] of [
        [one!, other!],
        [other!, one!],
      ] as const) {
        const start = stateWith(path);
        const whole = applyEvents(start, all);
        const then = applyEvents(start, all.slice(0, read));
        const older = {
          conversation: then.conversation,
          messages: path.slice(0, 4).map(({ id }) => then.messages[id]!),
          children: {},
          more: false,
          offset: formatOffset({ epoch: 'test', seq: read }),
        };
        const state = applyEvents(stateWith(path.slice(4), true), all.slice(0, come));
        const joined = withOlder(state, older, all.slice(asked, come));
        const isHeld = textHeldBy(older);
        const rest = all.slice(come).filter((event) => !isHeld(event));
        expect(applyEvents(joined, rest).messages).toEqual(whole.messages);
      }
    };
    fc.assert(fc.property(places, isWhole), { seed, numRuns: 300 });
  });
});

/** A path of questions and their answers, each as this changes it. */
function pathOf(...answers: Partial<Message>[]): Message[] {
  let parentId: string | null = null;
  return answers.flatMap((change) => {
    const question = message(parentId);
    const answer = { ...message(question.id, 'assistant'), ...change };
    parentId = answer.id;
    return [question, answer];
  });
}

const text = [{ type: 'text', text: 'Ink.' } as const];
const queued = { status: 'queued' } as const;

describe('a question', () => {
  test('waits while the answer above it is being written, or waits itself', () => {
    const path = pathOf({ status: 'running' }, queued, queued);
    expect(waitingQuestions(path)).toEqual(new Set([path[2]!.id, path[4]!.id]));
  });

  test('does not wait for an answer above it when all that is missing is a place', () => {
    expect(waitingQuestions(pathOf({}, queued)).size).toBe(0);
  });
});

test('text that came since the path was read stands in its answer, and leaves the other messages as they are', () => {
  const path = pathOf({ status: 'running', parts: text });
  const piece = {
    seq: 1,
    type: 'text-delta',
    conversationId,
    answerId: path[1]!.id,
    run: 1,
    text: ' And',
  } as const;
  const elsewhere = { ...piece, answerId: newId() };
  const grown = withPieces(path, [piece, elsewhere, { ...piece, seq: 2, text: ' water.' }]);
  expect(grown[0]).toBe(path[0]);
  expect(grown[1]!.parts).toEqual([{ type: 'text', text: 'Ink. And water.' }]);
  expect(growthOf(grown[1]!)).toEqual({ before: 'Ink.', more: ' And water.' });
  expect(growthOf(path[1]!)).toEqual({ before: 'Ink.', more: '' });
  expect(path[1]!.parts).toEqual(text);
  expect(withPieces(path, [])).toBe(path);
});

describe('an answer can go on', () => {
  test.each([
    [{ status: 'interrupted', parts: text }],
    [{ status: 'stopped', parts: text }],
    [{ status: 'failed', parts: text }],
    [{ status: 'complete', finishReason: 'length', parts: text }],
  ] as const)('that was cut off: %j', (answer) => {
    const path = pathOf({}, { ...answer, parts: [...answer.parts] });
    expect(continuableAnswer(path)).toBe(path[3]!.id);
    expect(continuableAnswer([...path, ...pathOf(queued)])).toBe(path[3]!.id);
  });

  test.each([
    ['is whole', [{ parts: text }]],
    ['is being written', [{ status: 'running', parts: text }]],
    ['has no text', [{ status: 'stopped' }]],
    ['is followed by another', [{ status: 'stopped', parts: text }, {}]],
    [
      'is followed by one that goes on soon',
      [
        { status: 'stopped', parts: text },
        { ...queued, run: 2, parts: text },
      ],
    ],
  ] as const)('not if it %s', (_, answers) => {
    expect(
      continuableAnswer(pathOf(...answers.map((answer) => ({ ...answer }) as Partial<Message>))),
    ).toBeNull();
  });
});

test('the places where an answer went on are found in its parts, thinking left out', () => {
  const parts = [
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text: '0123' },
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text: '4567' },
  ] as const;
  expect(seamsOfParts({ parts: [...parts], seams: [2, 4, 5] })).toEqual([[], [2, 4], [], [1]]);
});
