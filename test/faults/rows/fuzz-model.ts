import * as z from 'zod/mini';
import { newId } from '../../../src/protocol/ids.ts';
import { Message } from '../../../src/protocol/messages.ts';
import { complaintsOf, judgeVitals, vitals, withProbe } from '../fuzz/vitals.ts';
import { startWildModel, type WildModel } from '../fuzz/wild-model.ts';
import { wildReply } from '../fuzz/wild-replies.ts';
import { ask, type Asked, grantAll, settledAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Form, Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

export const fuzzModel: Row = {
  name: 'fuzz-model',
  about:
    'a model server that sends broken HTTP, bombs and numbers that nobody can count: each answer ends, and can be read',
  seeds: 20,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using model = await startWildModel();
    await using place = await Place.open({
      ...withProbe,
      // The waits between its tries are short; no answer stalls here but for a busy machine.
      clockSpeed: 30,
      env: { OPENAI_BASE_URL: model.url, INKSTONE_RUNNING_ANSWERS: '40', INKSTONE_GAP_SECONDS: '3600' },
    });
    const before = await vitals(place);
    for (let number = 1; number <= batches(form); number++) {
      const at = `seed ${seed}, batch ${number}`;
      await tally.attempt(at, (signal) => hearMany(random, model, place, signal));
      tally.tries += answersInBatch - 1;
    }
    await tally.check(`seed ${seed}, afterwards`, () => judgeVitals(place, before));
  },
};

const batches = (form: Form): number => (form === 'long' ? 40 : 2);
const answersInBatch = 25;

async function hearMany(
  random: Random,
  model: WildModel,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const bystander = await ask(place.caller, scripted({ tokens: 2, key: newId() }), {
    model: 'dashscope/demo',
    signal,
  });
  await showFirst(bystander, place, signal);
  const replies = Array.from({ length: answersInBatch }, () => wildReply(random));
  const findings = await Promise.all(
    replies.map(async (reply) => {
      const key = newId();
      model.say(key, reply);
      const found = await hear(key, place, signal);
      return found.map(({ kind, what }) => ({ kind, what: `${what}\n${reply.what}` }));
    }),
  );
  grantAll(place.demo, bystander.script.key);
  const other = await settledAnswer(place.caller, bystander, signal);
  await bystander.reader.close();
  return [
    ...findings.flat(),
    ...findIf(other.status !== 'complete', 'other', `an answer beside them ended as ${other.status}`),
    ...complaintsOf(place),
  ];
}

async function showFirst(
  { script, reader, body }: Asked,
  { demo }: Place,
  signal: AbortSignal,
): Promise<void> {
  await demo.step(script.key, 1, signal);
  await reader.untilShown(body.answerId, script.after[1]!, signal);
}

async function hear(key: string, place: Place, signal: AbortSignal): Promise<Finding[]> {
  const asked = await ask(place.caller, { question: key, key, thinks: false, after: [''] }, { signal });
  const stored = await settledAnswer(place.caller, asked, signal);
  const said = saidIn(stored);
  const seen = saidIn(asked.reader.answer(asked.body.answerId)!);
  await asked.reader.close();
  const read = z.safeParse(Message, stored);
  return [
    ...asked.reader.findings,
    ...judge({ sent: said, shown: asked.reader.shown(asked.body.answerId), stored }),
    ...findIf(seen !== said, 'loss', 'who read along sees something else than who looks anew'),
    ...findIf(!said.isWellFormed() || said.includes('\0'), 'other', 'it holds what no text can hold'),
    ...findIf(!read.success, 'other', () => `it is no answer: ${read.error?.message}`),
    ...findIf(stored.error?.code === 'internal', 'other', 'it failed by a mistake of the server'),
  ];
}
