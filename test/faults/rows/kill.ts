import { isDeepStrictEqual } from 'node:util';
import { call } from '../../../src/protocol/client.ts';
import { listConversations } from '../../../src/protocol/conversations.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { type Message, sendMessage } from '../../../src/protocol/messages.ts';
import { ask, type Asked, grantAll, type ModelName, settledAnswer, storedAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Form, Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

/** A busy machine takes a minute to show three hundred tokens one by one. */
const longLimits = { withinMs: 180_000 };

export const kill: Row = {
  name: 'kill',
  about: 'kill -9 at each token of an answer: what was shown is there, once, with one end',
  seeds: 20,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open();
    const ended: Ended[] = [];
    const limits = form === 'long' ? longLimits : undefined;
    for (const index of indexes(form)) {
      const plan = planOf(random, form, index);
      const at = `seed ${seed}, token ${index}, ${plan.moment}`;
      await tally.attempt(at, (signal) => killDuring(plan, place, ended, signal), limits);
    }
    await tally.check(`seed ${seed}, afterwards`, (signal) => stayedTheSame(place, ended, signal));
  },
};

function indexes(form: Form): number[] {
  return form === 'long' ? Array.from({ length: 301 }, (_, index) => index) : [0, 1, 7, 24];
}

/** When in the life of a token: asked of the model, sent by it, shown, or a few turns of the event loop after that. */
const moments = ['asked', 'sent', 'shown', 'after'] as const;

interface Plan {
  tokens: number;
  index: number;
  thinking: number;
  rest: 'tool-call' | 'sources' | undefined;
  padding: string;
  model: ModelName;
  answers: number;
  moment: (typeof moments)[number];
  turns: number;
}

function planOf(random: Random, form: Form, index: number): Plan {
  const tokens = form === 'long' ? 300 : 24;
  const rest = random.pick([undefined, undefined, 'tool-call', 'sources'] as const);
  return {
    tokens,
    // The end of the text, or somewhere in what comes after it.
    index: rest && index === tokens ? index + random.below(4) : index,
    rest,
    thinking: random.isOneIn(4) ? random.below(tokens) : 0,
    // 300 of the longest make three checkpoints.
    padding: random.pick(['', '', '', '字', '🖋️'.repeat(70)]),
    model: random.pick(['openai/demo', 'dashscope/qwen-plus']),
    answers: random.isOneIn(6) ? 2 : 1,
    moment: random.pick(moments),
    turns: random.below(6),
  };
}

interface Ended {
  asked: Pick<Asked, 'conversationId' | 'body'>;
  stored: Message;
}

async function killDuring(plan: Plan, place: Place, ended: Ended[], signal: AbortSignal): Promise<Finding[]> {
  const asked = await Promise.all(
    Array.from({ length: plan.answers }, () =>
      ask(place.caller, scripted({ ...plan, key: newId() }), { model: plan.model, signal }),
    ),
  );
  await Promise.all(asked.map((one) => showUpTo(plan.index, one, place, signal)));
  await Promise.all(asked.map((one) => reachMoment(plan, one, place, signal)));
  await place.kill();
  await place.start();
  const findings = await Promise.all(asked.map((one) => judgeAfter(one, place, ended, signal)));
  return findings.flat();
}

/** The model says its next token when the last was seen. */
async function showUpTo(
  count: number,
  { reader, body, script }: Asked,
  { demo }: Place,
  signal: AbortSignal,
): Promise<void> {
  await demo.findRequest(({ key }) => key === script.key, signal);
  for (let shown = 1; shown <= count; shown++) {
    await demo.step(script.key, 1, signal);
    await reader.untilShown(body.answerId, script.after[shown]!, signal);
  }
}

/** One token further, which is somewhere on its way when this resolves. */
async function reachMoment(
  { moment, turns, index }: Plan,
  { reader, body, script }: Asked,
  { demo }: Place,
  signal: AbortSignal,
): Promise<void> {
  const sent = demo.step(script.key, 1, signal);
  if (moment === 'asked') return;
  await sent;
  if (moment === 'sent') return;
  const next = script.after[index + 1];
  if (next !== undefined) await reader.untilShown(body.answerId, next, signal);
  if (moment === 'after') for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
}

async function judgeAfter(
  asked: Asked,
  place: Place,
  ended: Ended[],
  signal: AbortSignal,
): Promise<Finding[]> {
  const { reader, body, script } = asked;
  const shown = reader.shown(body.answerId);
  await place.demo.findRequest(({ key, state }) => key === script.key && state !== 'running', signal);
  // Where the model can continue, the server asks it to: it may say all that is left.
  grantAll(place.demo, script.key);
  const stored = await settledAnswer(place.caller, asked, signal);
  const sent = script.after.at(-1)!;
  const seen = saidIn(reader.answer(body.answerId)!);
  await reader.close();
  ended.push({ asked, stored });
  return [
    ...reader.findings,
    ...judge({ sent, shown, stored }),
    ...findIf(seen !== saidIn(stored), 'loss', differenceOf(seen, stored)),
    ...findIf(stored.status === 'complete' && saidIn(stored) !== sent, 'loss', 'complete, but not whole'),
    ...(await judgeSendingAgain(asked, stored, place, signal)),
  ];
}

/** With the ends of both texts and the run, since a difference may not come again. */
function differenceOf(seen: string, stored: Message): string {
  const [read, anew] = [seen, saidIn(stored)].map(
    (text) => `${text.length}: ${JSON.stringify(text.slice(-60))}`,
  );
  return `who read on sees something else (${read}) than who looks anew (${anew}, run ${stored.run} ${stored.status})`;
}

/** Whoever sent it and never heard of a reply sends it again, and starts nothing. */
async function judgeSendingAgain(
  { conversationId, body, script }: Asked,
  stored: Message,
  { caller, demo }: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { answer } = await call(caller, sendMessage, { conversationId }, body, { signal });
  const times = demo.requests().filter(({ key }) => key === script.key).length;
  return [
    ...findIf(
      answer.id !== stored.id || answer.status !== stored.status,
      'double',
      'another answer was started',
    ),
    ...findIf(times > stored.run, 'double', `the model was asked ${times} times for ${stored.run} runs`),
  ];
}

/** Later kills do nothing to what had ended before. */
async function stayedTheSame({ caller }: Place, ended: Ended[], signal: AbortSignal): Promise<Finding[]> {
  const { conversations } = await call(caller, listConversations, {}, undefined, {
    query: { limit: 200 },
    signal,
  });
  const running = conversations.filter((conversation) => conversation.running > 0);
  const findings = findIf(running.length > 0, 'stuck', `${running.length} conversations say that they run`);
  for (const { asked, stored } of ended) {
    const now = await storedAnswer(caller, asked, signal);
    findings.push(...findIf(!isDeepStrictEqual(now, stored), 'loss', `${stored.id} has changed since`));
  }
  return findings;
}
