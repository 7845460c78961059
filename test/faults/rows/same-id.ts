import { call, type Caller } from '../../../src/protocol/client.ts';
import { getConversation } from '../../../src/protocol/conversations.ts';
import { ApiError } from '../../../src/protocol/errors.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { type NewMessage, sendMessage, type Started } from '../../../src/protocol/messages.ts';
import { grantAll } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { insist } from '../rig/insist.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Row } from '../rig/row.ts';
import { scripted } from '../rig/script.ts';

export const sameId: Row = {
  name: 'same-id',
  about:
    '100 sends of one question side by side, with lost replies and a kill -9 among them: one question, asked once',
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open();
    for (let number = 0; number < (form === 'long' ? 30 : 2); number++) {
      const plan = { sends: 100, lostOneIn: 2 + random.below(6), killAfter: random.below(120) };
      const at = `seed ${seed}, question ${number}, killed after ${plan.killAfter} replies`;
      await tally.attempt(at, (signal) => sendMany(plan, random, place, signal));
    }
  },
};

interface Plan {
  sends: number;
  lostOneIn: number;
  /** So many replies have come when the server is killed; it is not where there are more than sends. */
  killAfter: number;
}

interface Question {
  conversationId: string;
  body: NewMessage;
  key: string;
}

async function sendMany(
  { sends, lostOneIn, killAfter }: Plan,
  random: Random,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const question = newQuestion();
  grantAll(place.demo, question.key);
  const kill = new KillAfter(killAfter, place);
  const replies = await Promise.all(
    Array.from({ length: sends }, async () => {
      if (random.isOneIn(lostOneIn)) await sendAndLeave(place.caller, question, random.below(20));
      const send = (): Promise<Started> =>
        call(place.caller, sendMessage, question, question.body, { signal });
      const reply = await insist(send, signal);
      kill.count();
      return reply;
    }),
  );
  await kill.done;
  return [...judgeReplies(replies, question), ...(await judgeStore(place, question, signal))];
}

function newQuestion(): Question {
  const key = newId();
  const { question: text } = scripted({ tokens: 3, key });
  const body = { id: newId(), answerId: newId(), parentId: null, text, model: 'openai/demo' };
  return { conversationId: newId(), body, key };
}

/** Sends, and is gone before the reply. */
async function sendAndLeave(caller: Caller, question: Question, turns: number): Promise<void> {
  const leave = new AbortController();
  const sent = call(caller, sendMessage, question, question.body, { signal: leave.signal });
  const gone = sent.catch((error: unknown) => {
    if (!leave.signal.aborted) throw error;
  });
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
  leave.abort();
  await gone;
}

class KillAfter {
  done: Promise<void> = Promise.resolve();
  readonly #place: Place;
  #left: number;

  constructor(replies: number, place: Place) {
    this.#left = replies;
    this.#place = place;
  }

  count(): void {
    if (this.#left-- === 0) this.done = this.#kill();
  }

  async #kill(): Promise<void> {
    await this.#place.kill();
    await this.#place.start();
  }
}

function judgeReplies(replies: readonly Started[], { body }: Question): Finding[] {
  const wrong = replies.filter(
    ({ message, answer }) => message.id !== body.id || answer.id !== body.answerId,
  );
  return findIf(wrong.length > 0, 'double', `${wrong.length} replies speak of another question or answer`);
}

async function judgeStore(
  { caller, demo }: Place,
  { conversationId, body, key }: Question,
  signal: AbortSignal,
): Promise<Finding[]> {
  const options = { query: {}, signal };
  const { messages } = await call(caller, getConversation, { conversationId }, undefined, options);
  const asked = demo.requests().filter((request) => request.key === key).length;
  return [
    ...findIf(
      !messages.some(({ id }) => id === body.id),
      'loss',
      'the question was accepted and is not there',
    ),
    ...findIf(messages.length > 2, 'double', `${messages.length} messages came of one question`),
    ...findIf(asked > 1, 'double', `the model was asked ${asked} times`),
    ...(await judgeOtherBody(caller, { conversationId, body, key }, signal)),
  ];
}

async function judgeOtherBody(caller: Caller, question: Question, signal: AbortSignal): Promise<Finding[]> {
  const other = { ...question.body, text: 'Something else' };
  const refusal = await call(caller, sendMessage, question, other, { signal }).catch(
    (error: unknown) => error,
  );
  const isRefused = refusal instanceof ApiError && refusal.code === 'id_reused';
  return findIf(!isRefused, 'other', 'the same id with another text was not refused');
}
