import { newId } from '../../../src/protocol/ids.ts';
import { ask, settledAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

/** So many times as fast as it should the server's clock runs: a minute of silence is over within seconds. */
const clockSpeed = 60;

export const upstreamStall: Row = {
  name: 'upstream-stall',
  about:
    'the model server falls silent after each number of tokens: the answer ends as failed, with all that had come',
  seeds: 3,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open({ clockSpeed, env: { INKSTONE_RUNNING_ANSWERS: '50' } });
    const places = form === 'long' ? Array.from({ length: 40 }, (_, index) => index) : [0, 1, 9];
    await Promise.all(
      places.map((stallAfter) =>
        tally.attempt(`seed ${seed}, silent after ${stallAfter}`, (signal) =>
          stall(stallAfter, random.below(2), place, signal),
        ),
      ),
    );
  },
};

/** `thinking`: how many of the tokens are thinking. */
async function stall(
  stallAfter: number,
  thinking: number,
  { caller, demo }: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const key = newId();
  const fault = stallAfter === 0 ? { delayMs: Infinity } : { stallAfter };
  const script = scripted({ tokens: 40, thinking, key, fault: { ...fault, stepped: false } });
  const asked = await ask(caller, script, { signal });
  const stored = await settledAnswer(caller, asked, signal);
  await asked.reader.close();
  const shown = asked.reader.shown(asked.body.answerId);
  const open = demo.requests().filter((request) => request.body?.['messages'] && isOf(key, request.body));
  return [
    ...asked.reader.findings,
    ...judge({ sent: script.after[stallAfter]!, shown, stored }),
    ...findIf(saidIn(stored) !== script.after[stallAfter], 'loss', 'not all that had come is there'),
    ...findIf(stored.status !== 'failed', 'other', `it ended as ${stored.status}`),
    ...findIf(stored.error === null, 'other', 'it does not say what went wrong'),
    ...findIf(
      open.some(({ state }) => state === 'running'),
      'stuck',
      'the model server is still being asked',
    ),
  ];
}

const isOf = (key: string, body: Record<string, unknown>): boolean => JSON.stringify(body).includes(key);
