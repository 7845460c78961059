import { call } from '../../../src/protocol/client.ts';
import { listConversations } from '../../../src/protocol/conversations.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { ask, type Asked, grantAll, settledAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import { Reader } from '../rig/reader.ts';
import type { Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

const dayMs = 24 * 60 * 60_000;

export const clock: Row = {
  name: 'clock',
  about:
    "the server's clock is turned by up to a day, forth and back, while answers run: nothing is lost, nothing changes its place",
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open({ clockSpeed: 1 });
    const order: string[] = [];
    for (let number = 0; number < (form === 'long' ? 30 : 3); number++) {
      await tally.attempt(`seed ${seed}, answer ${number}`, (signal) =>
        turnDuring(order, random, place, signal),
      );
    }
    await place.kill();
    await place.start();
    await tally.check(`seed ${seed}, after a restart`, (signal) => judgeOrder(order, place, signal));
  },
};

/** An answer with the clock turned at some of its tokens. `order`: the conversations so far, the last used first. */
async function turnDuring(
  order: string[],
  random: Random,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const script = scripted({ tokens: 20, key: newId() });
  const asked = await ask(place.caller, script, { signal });
  order.unshift(asked.conversationId);
  for (let shown = 1; shown <= 20; shown++) {
    if (random.isOneIn(4)) await place.turnClock(random.pick([-1, 1]) * random.below(dayMs), signal);
    await place.demo.step(script.key, 1, signal);
    await asked.reader.untilShown(asked.body.answerId, script.after[shown]!, signal);
  }
  grantAll(place.demo, script.key);
  const findings = await judgeBoth(asked, place, signal);
  return [...findings, ...(await judgeOrder(order, place, signal))];
}

/** Who read all along, and who comes now. */
async function judgeBoth(asked: Asked, { caller }: Place, signal: AbortSignal): Promise<Finding[]> {
  const { reader, body, script } = asked;
  const stored = await settledAnswer(caller, asked, signal);
  const late = await Reader.open(caller, asked.conversationId);
  const isSame = late.shown(body.answerId) === reader.shown(body.answerId);
  await Promise.all([reader.close(), late.close()]);
  const sent = script.after.at(-1)!;
  return [
    ...reader.findings,
    ...judge({ sent, shown: reader.shown(body.answerId), stored }),
    ...findIf(!isSame, 'loss', 'who comes late sees something else'),
    ...findIf(saidIn(stored) !== sent, 'loss', 'the answer is not whole'),
  ];
}

async function judgeOrder(
  order: readonly string[],
  { caller }: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const options = { query: { limit: 200 }, signal };
  const { conversations } = await call(caller, listConversations, {}, undefined, options);
  const listed = conversations.map(({ id }) => id);
  return findIf(
    listed.join() !== order.join(),
    'other',
    'the list is in another order than the questions were asked',
  );
}
