import { performance } from 'node:perf_hooks';
import { newId } from '../../../src/protocol/ids.ts';
import { startProxy, type Treatment } from '../../support/proxy.ts';
import { ask, grantAll, settledAnswer } from '../rig/ask.ts';
import { fastClock } from '../rig/fast-clock.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import { Reader } from '../rig/reader.ts';
import type { Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

export const proxy: Row = {
  name: 'proxy',
  about:
    'a proxy holds streams back, at first or after the first bytes, or loses them: polling takes over, and the text comes',
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    // Its lines last for half a minute, which is long for a reader whose clock runs fast.
    const clockSpeed = form === 'long' ? 20 : 60;
    await using place = await Place.open({ clockSpeed });
    for (const treatment of ['hold', 'hold-rest', 'silence', 'pass'] as const) {
      const tokens = form === 'long' ? 40 : 8;
      await tally.attempt(`seed ${seed}, ${treatment}`, (signal) =>
        readThrough({ treatment, tokens, clockSpeed }, random, place, signal),
      );
    }
  },
};

async function readThrough(
  { treatment, tokens, clockSpeed }: { treatment: Treatment; tokens: number; clockSpeed: number },
  random: Random,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  await using between = await startProxy(place.origin);
  between.streams = treatment;
  const asked = await ask(place.caller, scripted({ tokens, key: newId() }), { signal });
  const { body, script } = asked;
  const caller = { origin: between.origin, fetch };
  const reader = await Reader.open(caller, asked.conversationId, { clock: fastClock(clockSpeed) });
  const startedAt = performance.now();
  for (let shown = 1; shown <= tokens; shown++) {
    if (random.isOneIn(6)) between.cut();
    await place.demo.step(script.key, 1, signal);
    await reader.untilShown(body.answerId, script.after[shown]!, signal);
  }
  const tookMs = (performance.now() - startedAt) * clockSpeed;
  grantAll(place.demo, script.key);
  await reader.untilEnded(body.answerId, signal);
  const stored = await settledAnswer(place.caller, asked, signal);
  await Promise.all([reader.close(), asked.reader.close()]);
  const shown = reader.shown(body.answerId);
  const polled = between.asked.includes('long-poll');
  return [
    ...reader.findings,
    ...judge({ sent: script.after.at(-1)!, shown, stored }),
    ...findIf(shown !== saidIn(stored), 'loss', 'who reads through the proxy sees something else'),
    ...findIf(
      !polled && treatment !== 'pass',
      'other',
      `polling did not take over within ${Math.round(tookMs)} ms`,
    ),
  ];
}
