import { performance } from 'node:perf_hooks';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stopAnswer } from '../../../src/protocol/answers.ts';
import { call } from '../../../src/protocol/client.ts';
import { deleteConversation } from '../../../src/protocol/conversations.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { type Message, sendMessage } from '../../../src/protocol/messages.ts';
import { ask, type Asked, grantAll, settledAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { mainProgram } from '../rig/program.ts';
import { Random } from '../rig/random.ts';
import { Reader } from '../rig/reader.ts';
import type { Row } from '../rig/row.ts';
import { scripted } from '../rig/script.ts';

const closedWithinMs = 1_000;

/** Who stops it: the one who asked, one who has just loaded it anew, another reader, or it goes with its conversation. */
const ways = ['asker', 'after-reload', 'other-reader', 'delete'] as const;
type Way = (typeof ways)[number];

export const stop: Row = {
  name: 'stop',
  about:
    'stop before the first token, in the middle, after a reload, from elsewhere, by a delete, in the terminal: the model is let go within 1 s',
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open();
    for (const way of ways) {
      for (const seen of form === 'long' ? [0, 1, 2, 3 + random.below(20)] : [0, 4]) {
        await tally.attempt(`seed ${seed}, ${way}, after ${seen}`, (signal) =>
          stopAfter(seen, way, place, signal),
        );
      }
    }
    await tally.attempt(`seed ${seed}, terminal`, (signal) => stopInTerminal(place, signal));
  },
};

async function stopAfter(seen: number, way: Way, place: Place, signal: AbortSignal): Promise<Finding[]> {
  const asked = await ask(place.caller, scripted({ tokens: 40, key: newId() }), { signal });
  const { reader, body, script } = asked;
  await place.demo.findRequest(({ key }) => key === script.key, signal);
  if (seen > 0) await place.demo.step(script.key, seen, signal);
  await reader.untilShown(body.answerId, script.after[seen]!, signal);
  const stoppedAt = performance.now();
  await carryOut(way, asked, place, signal);
  const { tokensSent } = await place.demo.findRequest(
    ({ key, state }) => key === script.key && state === 'closed-by-client',
    signal,
  );
  const tookMs = performance.now() - stoppedAt;
  grantAll(place.demo, script.key);
  return [
    ...reader.findings,
    ...findIf(tookMs > closedWithinMs, 'stuck', `the model was let go after ${Math.round(tookMs)} ms`),
    ...findIf(tokensSent > seen, 'other', `${tokensSent - seen} tokens came after the stop`),
    ...(way === 'delete' ? await leave(asked) : await judgeStopped(asked, place, signal)),
  ];
}

async function carryOut(way: Way, asked: Asked, { caller }: Place, signal: AbortSignal): Promise<void> {
  const { conversationId, body } = asked;
  if (way === 'delete') return call(caller, deleteConversation, { conversationId }, undefined, { signal });
  const elsewhere = way === 'other-reader' ? await Reader.open(caller, conversationId) : null;
  if (way === 'after-reload') {
    await asked.reader.close();
    asked.reader = await Reader.open(caller, conversationId);
  }
  const { answer } = await call(caller, stopAnswer, { answerId: body.answerId }, undefined, { signal });
  if (answer.status !== 'stopped') throw new Error(`stop says that it is ${answer.status}`);
  await elsewhere?.untilEnded(body.answerId, signal);
  await elsewhere?.close();
}

async function leave({ reader }: Asked): Promise<Finding[]> {
  await reader.close();
  return [];
}

async function judgeStopped(asked: Asked, place: Place, signal: AbortSignal): Promise<Finding[]> {
  const { reader, body, script } = asked;
  const stored = await settledAnswer(place.caller, asked, signal);
  await reader.close();
  return [
    ...judge({ sent: script.after.at(-1)!, shown: reader.shown(body.answerId), stored }),
    ...findIf(stored.status !== 'stopped', 'other', `it ended as ${stored.status}`),
    ...(await judgeNext(asked, stored, place, signal)),
  ];
}

/** The next question can be sent at once, and the model is told of what came before. */
async function judgeNext(
  { conversationId, body, script }: Asked,
  stored: Message,
  { caller, demo }: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const next = scripted({ tokens: 2, key: newId() });
  grantAll(demo, next.key);
  const question = {
    id: newId(),
    answerId: newId(),
    parentId: stored.id,
    text: next.question,
    model: body.model,
  };
  await call(caller, sendMessage, { conversationId }, question, { signal });
  const request = await demo.findRequest(({ key }) => key === next.key, signal);
  const isTold = JSON.stringify(request.body).includes(script.key);
  return findIf(!isTold, 'loss', 'the next question does not come with the one before it');
}

/** Ctrl-C while `inkstone ask` prints, which asks the server that is there. */
async function stopInTerminal(place: Place, signal: AbortSignal): Promise<Finding[]> {
  const script = scripted({ tokens: 40, key: newId() });
  const args = [mainProgram, 'ask', '--model', 'openai/demo', script.question];
  const child = spawn(process.execPath, args, {
    cwd: place.folder,
    env: place.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  await place.demo.step(script.key, 3, signal);
  await once(child.stdout, 'data', { signal });
  const stoppedAt = performance.now();
  child.kill('SIGINT');
  await place.demo.findRequest(({ key, state }) => key === script.key && state !== 'running', signal);
  const tookMs = performance.now() - stoppedAt;
  await ended;
  grantAll(place.demo, script.key);
  return findIf(tookMs > closedWithinMs, 'stuck', `the model was let go after ${Math.round(tookMs)} ms`);
}
