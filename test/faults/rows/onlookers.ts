import { isDeepStrictEqual } from 'node:util';
import { UnreachableError } from '../../../src/protocol/client.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { isLive, type Message } from '../../../src/protocol/messages.ts';
import { ask, type Asked, grantAll, settledAnswer } from '../rig/ask.ts';
import { CopiedPlace } from '../rig/copied-place.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { difference, judge } from '../rig/oracle.ts';
import { Random } from '../rig/random.ts';
import { Reader } from '../rig/reader.ts';
import type { Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

export const onlookers: Row = {
  name: 'onlookers',
  about:
    'readers who come at any moment, over lines that break anywhere, around sudden ends: all see the same',
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await CopiedPlace.open(random);
    for (let number = 0; number < (form === 'long' ? 100 : 2); number++) {
      await tally.attempt(`seed ${seed}, try ${number}`, (signal) => lookOn(random, place, signal));
    }
  },
};

async function lookOn(random: Random, place: CopiedPlace, signal: AbortSignal): Promise<Finding[]> {
  const padding = random.pick(['', '字', '🖋️'.repeat(70)]);
  const script = scripted({ tokens: 2 + random.below(60), padding, key: newId() });
  const asked = await ask(place.caller, script, { model: 'dashscope/qwen-plus', signal });
  const { key } = script;
  await place.demo.findRequest((request) => request.key === key, signal);
  const crowd = new Crowd(place, asked);
  for (let ends = 1 + random.below(2); ends > 0; ends--) {
    await passTime(random, crowd, place);
    await place.killAndStart();
  }
  await passTime(random, crowd, place);
  await place.demo.findRequest((request) => request.key === key && request.state !== 'running', signal);
  grantAll(place.demo, key);
  await passTime(random, crowd, place);
  const stored = await settledAnswer(place.caller, asked, signal);
  const readers = [asked.reader, ...(await crowd.readers)];
  const findings = await Promise.all(readers.map((reader) => judgeReader(reader, stored, asked, signal)));
  return findings.flat();
}

/** The model may say a few more tokens, somebody may come, and some turns of the event loop go by. */
async function passTime(random: Random, crowd: Crowd, { demo }: CopiedPlace): Promise<void> {
  for (let steps = random.below(12); steps > 0; steps--) {
    if (random.isOneIn(2)) say(crowd.asked, demo);
    if (random.isOneIn(4)) crowd.join();
    for (let turns = random.below(20); turns > 0; turns--) await new Promise(setImmediate);
  }
}

/** Whether or not anybody hears it. */
function say({ script }: Asked, demo: CopiedPlace['demo']): void {
  demo.step(script.key, 1, AbortSignal.abort()).catch(() => undefined);
}

/** Those who come later. */
class Crowd {
  readonly asked: Asked;
  readonly #place: CopiedPlace;
  readonly #joining: Promise<Reader>[] = [];

  constructor(place: CopiedPlace, asked: Asked) {
    this.#place = place;
    this.asked = asked;
  }

  get readers(): Promise<Reader[]> {
    return Promise.all(this.#joining);
  }

  join(): void {
    this.#joining.push(this.#open());
  }

  async #open(): Promise<Reader> {
    for (;;) {
      try {
        return await Reader.open(this.#place.caller, this.asked.conversationId);
      } catch (error) {
        if (!(error instanceof UnreachableError)) throw error;
      }
    }
  }
}

async function judgeReader(
  reader: Reader,
  stored: Message,
  { body, script }: Asked,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { answerId } = body;
  const isOver = (): boolean => {
    const seen = reader.answer(answerId);
    return seen?.run === stored.run && !isLive(seen);
  };
  await reader.conditions.until('the last run to end', isOver, signal);
  const seen = reader.answer(answerId)!;
  await reader.close();
  return [
    ...reader.findings,
    ...judge({ sent: script.after.at(-1)!, shown: reader.shown(answerId), stored }),
    ...findIf(!isDeepStrictEqual(seen, stored), 'loss', () => otherThan(seen, stored)),
  ];
}

const otherThan = (seen: Message, stored: Message): string =>
  `who read on sees something else than who looks anew: ${difference(saidIn(seen), saidIn(stored))}, ${seen.status} against ${stored.status}`;
