import { call } from '../../../src/protocol/client.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { sendMessage } from '../../../src/protocol/messages.ts';
import { exchange } from '../fuzz/exchange.ts';
import { Loris } from '../fuzz/loris.ts';
import { judgeReply } from '../fuzz/reply.ts';
import { nextShot } from '../fuzz/requests.ts';
import { Targets } from '../fuzz/targets.ts';
import { complaintsOf, judgeVitals, vitals, withProbe } from '../fuzz/vitals.ts';
import { ask, type Asked, grantAll, settledAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { insist } from '../rig/insist.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Form, Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

export const fuzz: Row = {
  name: 'fuzz',
  about:
    '1,000,000 requests that nobody should send: the server stays, answers in its own words, and disturbs nobody who reads',
  seeds: 40,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open({
      ...withProbe,
      env: { INKSTONE_RUNNING_ANSWERS: '16', INKSTONE_QUEUED_ANSWERS: '50' },
    });
    const targets = await Targets.read(place.origin, AbortSignal.timeout(10_000));
    const asked = await begin(batches(form), place, AbortSignal.timeout(10_000));
    using loris = await Loris.begin(place.port, slowOfEach);
    const before = await vitals(place);
    for (let number = 1; number <= batches(form); number++) {
      const ids = await somethingThatExists(place);
      const barrage = { random, targets, port: place.port, ids };
      await tally.attempt(`seed ${seed}, batch ${number}`, (signal) =>
        disturb(number, barrage, asked, place, signal),
      );
      tally.tries += shotsInBatch - 1;
    }
    if (form === 'long') {
      await tally.check(`seed ${seed}, slow connections`, async (signal) => {
        await loris.untilAllAreClosed(signal);
        return [];
      });
    }
    await tally.check(`seed ${seed}, afterwards`, async (signal) => [
      ...(await judgeVitals(place, before)),
      ...(await judgeReader(asked, place, signal)),
    ]);
  },
};

const batches = (form: Form): number => (form === 'long' ? 100 : 3);
const shotsInBatch = 250;
const atOnce = 24;
const slowOfEach = 20;

/** An answer that somebody reads meanwhile: a token for each batch, and one to begin with. */
async function begin(tokens: number, place: Place, signal: AbortSignal): Promise<Asked> {
  const script = scripted({ tokens: tokens + 1, key: newId() });
  const asked = await ask(place.caller, script, { model: 'dashscope/demo', signal });
  await showNext(1, asked, place, signal);
  return asked;
}

async function showNext(
  shown: number,
  { reader, script, body }: Asked,
  { demo }: Place,
  signal: AbortSignal,
): Promise<void> {
  await demo.step(script.key, 1, signal);
  await reader.untilShown(body.answerId, script.after[shown]!, signal);
}

/** A conversation, a question and an answer whose ids some of the requests name. */
async function somethingThatExists(place: Place): Promise<string[]> {
  const [conversationId, id, answerId] = [newId(), newId(), newId()];
  const body = { id, answerId, parentId: null, text: 'Hello', model: 'no/such' };
  const signal = AbortSignal.timeout(20_000);
  // Some of the requests are no worse than others', and take their turn.
  await insist(() => call(place.caller, sendMessage, { conversationId }, body, { signal }), signal);
  return [conversationId, id, answerId];
}

const disturbedMs = 3_000;

async function disturb(
  number: number,
  barrage: Parameters<typeof nextShot>[0],
  asked: Asked,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  let left = shotsInBatch;
  const shoot = async (): Promise<void> => {
    while (left-- > 0 && !signal.aborted) {
      const shot = nextShot(barrage);
      findings.push(...judgeReply(shot, await exchange(place.port, shot)));
    }
  };
  const shooters = Array.from({ length: atOnce }, shoot);
  // Seen while all that goes on; who reads must not notice.
  await showNext(number + 1, asked, place, AbortSignal.any([signal, AbortSignal.timeout(disturbedMs)]));
  await Promise.all(shooters);
  return [...findings, ...complaintsOf(place)];
}

async function judgeReader(asked: Asked, place: Place, signal: AbortSignal): Promise<Finding[]> {
  grantAll(place.demo, asked.script.key);
  const stored = await settledAnswer(place.caller, asked, signal);
  const shown = asked.reader.shown(asked.body.answerId);
  await asked.reader.close();
  const sent = asked.script.after.at(-1)!;
  return [
    ...asked.reader.findings,
    ...judge({ sent, shown, stored }),
    ...findIf(saidIn(stored) !== sent, 'loss', `what was read meanwhile ended as ${stored.status}`),
    ...complaintsOf(place),
  ];
}
