import { newId } from '../../../src/protocol/ids.ts';
import { ask, settledAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Form, Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

const cuts = ['destroy', 'reset', 'end', 'mid-character'] as const;

interface Plan {
  after: number;
  cut: (typeof cuts)[number];
  /** How often: an answer of which nothing was shown is asked for again. */
  times: number;
}

export const upstreamCut: Row = {
  name: 'upstream-cut',
  about:
    'the line to the model is cut after each token, in four ways: what had come stays, and the answer says how it ended',
  seeds: 5,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open({ clockSpeed: 60 });
    for (const plan of plans(form, random)) {
      await tally.attempt(`seed ${seed}, ${JSON.stringify(plan)}`, (signal) => cutOff(plan, place, signal));
    }
  },
};

function plans(form: Form, random: Random): Plan[] {
  const places = form === 'long' ? Array.from({ length: 31 }, (_, index) => index) : [0, 1, 13];
  return places.flatMap((after) => cuts.map((cut) => ({ after, cut, times: random.pick([1, 99]) })));
}

async function cutOff({ after, cut, times }: Plan, place: Place, signal: AbortSignal): Promise<Finding[]> {
  const fault = { cutAfter: after, cut, failTimes: times, stepped: false };
  const script = scripted({ tokens: 30, padding: '，墨🖋️', key: newId(), fault });
  const asked = await ask(place.caller, script, { signal });
  const { reader, body } = asked;
  const stored = await settledAnswer(place.caller, asked, signal);
  await reader.close();
  const said = saidIn(stored);
  const sent = script.after.at(-1)!;
  return [
    ...reader.findings,
    ...judge({ sent, shown: reader.shown(body.answerId), stored }),
    ...findIf(said.includes('\uFFFD'), 'other', 'half a character was shown'),
    ...findIf(
      stored.status === 'complete' && said !== sent,
      'loss',
      'it is called complete, and is not whole',
    ),
    ...findIf(
      stored.status === 'failed' && stored.error === null,
      'other',
      'it does not say what went wrong',
    ),
    ...findIf(
      after === 0 && times === 1 && said !== sent,
      'other',
      'nothing was shown, and it was not tried again',
    ),
  ];
}
