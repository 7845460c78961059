import { performance } from 'node:perf_hooks';
import type { Caller } from '../../../src/protocol/client.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { type Relay, startRelay } from '../../support/relay.ts';
import { ask, grantAll, settledAnswer } from '../rig/ask.ts';
import { detour } from '../rig/detour.ts';
import { fastClock } from '../rig/fast-clock.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { untilMetric } from '../rig/metrics.ts';
import { judge } from '../rig/oracle.ts';
import { patient } from '../rig/patient.ts';
import { Place } from '../rig/place.ts';
import { Reader } from '../rig/reader.ts';
import type { Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

const noticedWithinMs = 45_000;
/** What a busy machine may take that no clock of ours counts. */
const allowanceMs = 1_000;
/** A model may think for a minute between two words. */
const modelGivenUpWithinMs = 65_000;

export const halfOpen: Row = {
  name: 'half-open',
  about:
    'a line goes silent without a word: reader and server notice within 45 s, of the model within its minute; nothing is lost',
  seeds: 5,
  async run(seed, form, tally) {
    const clockSpeed = form === 'long' ? 10 : 30;
    await using place = await Place.open({ clockSpeed, env: patient });
    for (const seen of form === 'long' ? [0, 1, 5, 17] : [3]) {
      const plan = { seen, clockSpeed };
      await tally.attempt(`seed ${seed}, reader, after ${seen}`, (signal) => readerSide(plan, place, signal));
    }
    await using relay = await startRelay(Number(new URL(place.demo.url).port));
    await place.kill();
    await place.start({ OPENAI_BASE_URL: `${relay.origin}/v1`, INKSTONE_GAP_SECONDS: '60' });
    await tally.attempt(`seed ${seed}, model`, (signal) =>
      modelSide({ seen: seed % 7, clockSpeed }, relay, place, signal),
    );
  },
};

interface Plan {
  /** How many tokens were seen before. */
  seen: number;
  clockSpeed: number;
}

/** In the time of those whose clocks run fast. */
const sinceMs = (momentMs: number, clockSpeed: number): number =>
  Math.round(Math.max(0, performance.now() - momentMs - allowanceMs) * clockSpeed);

async function readerSide({ seen, clockSpeed }: Plan, place: Place, signal: AbortSignal): Promise<Finding[]> {
  await using relay = await startRelay(place.port);
  using around = detour(place.origin, Number(new URL(relay.origin).port));
  const asked = await ask(place.caller, scripted({ tokens: 20, key: newId() }), { signal });
  await asked.reader.close();
  let network: typeof fetch = around.fetch;
  const caller: Caller = { origin: place.origin, fetch: (...request) => network(...request) };
  const reader = await Reader.open(caller, asked.conversationId, { clock: fastClock(clockSpeed) });
  const showUpTo = async (count: number, steps: number): Promise<void> => {
    await place.demo.step(asked.script.key, steps, signal);
    await reader.untilShown(asked.body.answerId, asked.script.after[count]!, signal);
  };
  if (seen > 0) await showUpTo(seen, seen);
  await untilLive(place, signal);
  relay.stopForwarding();
  // The network is another one by now; only the old line does not know.
  network = fetch;
  const silentAt = performance.now();
  await showUpTo(seen + 2, 2);
  const readerMs = sinceMs(silentAt, clockSpeed);
  await reader.close();
  await untilMetric(place, 'inkstone_viewers', (viewers) => viewers === 0, signal);
  const serverMs = sinceMs(silentAt, clockSpeed);
  grantAll(place.demo, asked.script.key);
  return [
    ...reader.findings,
    ...findIf(readerMs > noticedWithinMs, 'stuck', `the reader noticed after ${readerMs} ms`),
    ...findIf(serverMs > noticedWithinMs, 'stuck', `the server noticed after ${serverMs} ms`),
  ];
}

const untilLive = (place: Place, signal: AbortSignal): Promise<void> =>
  untilMetric(place, 'inkstone_viewers', (viewers) => viewers === 1, signal);

async function modelSide(
  { seen, clockSpeed }: Plan,
  relay: Relay,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const asked = await ask(place.caller, scripted({ tokens: 20, key: newId() }), { signal });
  const { reader, body, script } = asked;
  await place.demo.step(script.key, seen + 1, signal);
  await reader.untilShown(body.answerId, script.after[seen + 1]!, signal);
  relay.stopForwarding();
  const silentAt = performance.now();
  grantAll(place.demo, script.key);
  const stored = await settledAnswer(place.caller, asked, signal);
  const tookMs = sinceMs(silentAt, clockSpeed);
  await reader.close();
  return [
    ...reader.findings,
    ...judge({ sent: script.after.at(-1)!, shown: reader.shown(body.answerId), stored }),
    ...findIf(saidIn(stored) !== script.after[seen + 1], 'loss', 'what had come is not what is there'),
    ...findIf(stored.status !== 'failed', 'other', `it ended as ${stored.status}`),
    ...findIf(tookMs > modelGivenUpWithinMs, 'stuck', `the model was given up after ${tookMs} ms`),
  ];
}
