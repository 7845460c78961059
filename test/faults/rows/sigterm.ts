import { call, type Caller } from '../../../src/protocol/client.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { sendMessage } from '../../../src/protocol/messages.ts';
import { ask, type Asked, grantAll, settledAnswer, storedAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { insist } from '../rig/insist.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Row } from '../rig/row.ts';
import { scripted } from '../rig/script.ts';

const graceMs = 30_000;

export const sigterm: Row = {
  name: 'sigterm',
  about:
    'SIGTERM with 200 answers running: exit 0 within 30 s, nothing shown is lost, readers go on after the restart',
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    const answers = form === 'long' ? 200 : 20;
    await using place = await Place.open({ env: { INKSTONE_RUNNING_ANSWERS: String(answers) } });
    await tally.attempt(`seed ${seed}, ${answers} answers`, (signal) =>
      endWith(answers, random, place, signal),
    );
  },
};

async function endWith(
  answers: number,
  random: Random,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const all = await Promise.all(
    Array.from({ length: answers }, () => begin(random.below(30), place, signal)),
  );
  // One is on its way when the server goes.
  const late = sendLate(place, signal);
  const { exitCode, ms, complaints } = await place.terminate();
  await place.start();
  const findings = await Promise.all(all.map((asked) => judgeAfter(asked, place, signal)));
  return [
    ...findIf(exitCode !== 0, 'other', `it ended with ${exitCode}: ${complaints}`),
    ...findIf(ms > graceMs, 'stuck', `it took ${Math.round(ms)} ms to end`),
    ...findings.flat(),
    ...(await late),
  ];
}

/** An answer that says more while the server goes, of which so many tokens have been seen. */
async function begin(seen: number, place: Place, signal: AbortSignal): Promise<Asked> {
  const asked = await ask(place.caller, scripted({ tokens: 60, key: newId() }), { signal });
  if (seen > 0) await place.demo.step(asked.script.key, seen, signal);
  await asked.reader.untilShown(asked.body.answerId, asked.script.after[seen]!, signal);
  grantAll(place.demo, asked.script.key);
  return asked;
}

async function judgeAfter(asked: Asked, { caller }: Place, signal: AbortSignal): Promise<Finding[]> {
  const { reader, body, script } = asked;
  const shown = reader.shown(body.answerId);
  const stored = await settledAnswer(caller, asked, signal);
  await reader.close();
  return [...reader.findings, ...judge({ sent: script.after.at(-1)!, shown, stored })];
}

async function sendLate(place: Place, signal: AbortSignal): Promise<Finding[]> {
  const script = scripted({ tokens: 3, key: newId() });
  const conversationId = newId();
  const body = {
    id: newId(),
    answerId: newId(),
    parentId: null,
    text: script.question,
    model: 'openai/demo',
  };
  grantAll(place.demo, script.key);
  const callers: Caller[] = [{ origin: place.origin, fetch }];
  const next = (): Caller => callers.pop() ?? place.caller;
  await insist(() => call(next(), sendMessage, { conversationId }, body, { signal }), signal);
  await storedAnswer(place.caller, { conversationId, body }, signal);
  const asked = place.demo.requests().filter(({ key }) => key === script.key).length;
  return findIf(asked > 1, 'double', `a question that was sent at the end was asked ${asked} times`);
}
