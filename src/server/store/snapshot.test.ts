import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../protocol/errors.ts';
import { applyEvents, type ConversationState, shownPath, stateOf } from '../../protocol/fold.ts';
import { newId } from '../../protocol/ids.ts';
import { isLive, type Message } from '../../protocol/messages.ts';
import { databases, type TestStore } from '../../../test/support/databases.ts';
import { readSnapshot } from './messages.ts';

const user = 'local';
const seed = Math.floor(Math.random() * 2 ** 31);
const numRuns = { SQLite: 8, PostgreSQL: 2 };

/** What somebody does next, and to which of the messages there are. */
const step = fc.record({
  does: fc.constantFrom(
    ...(['send', 'send', 'send', 'regenerate', 'start', 'write', 'write', 'end', 'end'] as const),
    ...(['continue', 'withdraw', 'withdraw', 'choose', 'draft', 'set-aside', 'filter'] as const),
  ),
  which: fc.nat(1000),
  status: fc.constantFrom(...(['queued', 'running'] as const)),
  end: fc.constantFrom(...(['stopped', 'interrupted', 'failed'] as const)),
  text: fc.constantFrom('a', '，', ' word'),
  kind: fc.constantFrom(...(['text', 'text', 'tool-call', 'source'] as const)),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Everything that has happened in the conversation, from its first event on. */
function folded(store: TestStore, conversationId: string): ConversationState {
  const nothing = {
    ...({
      id: conversationId,
      title: '',
      titleSource: 'none',
      model: null,
      systemPrompt: null,
      options: {},
    } as const),
    ...{ leafId: null, draft: '', running: 0, activitySeq: 0, createdAt: 0, updatedAt: 0 },
  };
  const start = { conversation: nothing, messages: [], children: {}, more: false, offset: 'test-0' };
  return applyEvents(stateOf(start), store.events);
}

const pick = <T>(of: readonly T[], which: number): T | undefined => of[which % of.length];

async function take(store: TestStore, conversationId: string, next: Step): Promise<void> {
  const { messages } = folded(store, conversationId);
  const all = Object.values(messages);
  const answers = all.filter(({ role }) => role === 'assistant');
  const answer = pick(answers, next.which);
  const again = {
    model: 'demo/demo',
    options: {},
    conversationOptions: {},
    status: next.status,
    maxQueued: 100,
  };
  if (next.does === 'send' || !answer) return send(store, conversationId, answers, next);
  const { id: answerId, run } = answer;
  switch (next.does) {
    case 'regenerate':
      return void (await store.write(user, 'addSiblingAnswer', {
        ...again,
        besideId: answerId,
        answerId: newId(),
        request: 'r',
      }));
    case 'start':
      return void (await store.write(user, 'startRun', { answerId, run }));
    case 'write':
      return write(
        store,
        pick(
          answers.filter(({ status }) => status === 'running'),
          next.which,
        ),
        next,
      );
    case 'end':
      return void (await store.write(user, 'endFromJournal', {
        answerId,
        run,
        status: next.end,
        error: null,
      }));
    case 'continue':
      return void (await store.write(user, 'continueAnswer', {
        ...again,
        id: newId(),
        answerId,
        request: 'c',
      }));
    case 'withdraw':
      return void (await store.write(user, 'withdrawMessage', { messageId: answer.parentId! }));
    case 'choose':
      return void (await store.write(user, 'changeConversation', {
        id: conversationId,
        leafId: pick(all, next.which)!.id,
      }));
    case 'set-aside':
      return void (await store.write(user, 'setAsideAnswer', { answerId, setAside: next.which % 2 === 0 }));
    case 'filter':
      return void (await store.write(user, 'endFromJournal', {
        answerId,
        run,
        status: 'failed',
        error: { code: 'content_filtered', retryable: false },
      }));
    case 'draft':
      return void (await store.write(user, 'changeConversation', { id: conversationId, draft: next.text }));
  }
}

async function send(
  store: TestStore,
  conversationId: string,
  answers: readonly Message[],
  { which, status, text }: Step,
): Promise<void> {
  await store.write(user, 'addQuestion', {
    conversationId,
    questionId: newId(),
    answerId: newId(),
    parentId: pick([...answers.map(({ id }) => id), null], which)!,
    text,
    model: 'demo/demo',
    options: {},
    conversationOptions: {},
    status,
    maxQueued: 100,
    request: 'q',
    title: text,
    keepDraft: which % 2 === 0,
  });
}

async function write(store: TestStore, answer: Message | undefined, next: Step): Promise<void> {
  if (!answer) return;
  const { conversationId, id: answerId, run } = answer;
  await store.append(user, { ...pieceOf(next), conversationId, answerId, run });
}

function pieceOf({ kind, text, which }: Step) {
  const index = which % 3;
  if (kind === 'text') return { type: 'text-delta', text } as const;
  if (kind === 'tool-call') return { type: 'tool-call-delta', index, name: text, arguments: text } as const;
  const source = { index, title: text, url: 'https://example.com/' };
  return { type: 'sources-added' as const, sources: [source] };
}

for (const { name, open } of databases) {
  describe(`what is read and what is told, on ${name}`, () => {
    it(`are the same conversation, whatever is done to it (seed ${seed})`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
          const store = await open();
          const conversationId = newId();
          try {
            for (const next of steps) {
              await refusalsAreFine(take(store, conversationId, next));
              await compare(store, conversationId);
            }
          } finally {
            await store.close();
          }
        }),
        { seed, numRuns: numRuns[name as keyof typeof numRuns] },
      );
    }, 60_000);
  });
}

/** Not all that is tried can be done; what is refused changes nothing. */
async function refusalsAreFine(taken: Promise<void>): Promise<void> {
  try {
    await taken;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code === 'internal') throw error;
  }
}

async function compare(store: TestStore, conversationId: string): Promise<void> {
  const state = folded(store, conversationId);
  const snapshot = await readSnapshot(store.read, user, conversationId, { limit: 100 });
  expect(shownPath(state)).toEqual(snapshot.messages);
  expect(state.conversation).toEqual(snapshot.conversation);
  for (const [parent, children] of Object.entries(snapshot.children)) {
    expect(state.children[parent]).toEqual(children);
  }
  const live = Object.values(state.messages).filter(isLive);
  expect(state.conversation.running).toBe(live.length);
}
