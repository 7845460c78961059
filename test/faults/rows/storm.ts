import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';
import { call, type Caller } from '../../../src/protocol/client.ts';
import {
  changeConversation,
  createConversation,
  listConversations,
} from '../../../src/protocol/conversations.ts';
import { type Event, personStreamPath } from '../../../src/protocol/events.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { followStream } from '../../../src/protocol/line.ts';
import { Conditions } from '../rig/conditions.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Form, Row } from '../rig/row.ts';

const backWithinMs = 30_000;
const calmAfterMs = 10_000;
/** Where this process itself was held up for longer, readers ask together whatever they wished. */
const heldUpMs = 100;

export const storm: Row = {
  name: 'storm',
  about:
    'kill -9 with 2,000 readers: all are back within 30 s, not all at once, none is refused after 10 s, none misses an event',
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open();
    const crowd = await Crowd.gather(form === 'long' ? 2_000 : 300, random, place);
    for (const awayMs of awayTimes(form, random)) {
      const at = `seed ${seed}, away for ${awayMs} ms`;
      await tally.attempt(at, (signal) => returnAfter(awayMs, crowd, place, signal), { withinMs: 120_000 });
    }
    await crowd.leave();
  },
};

/** A crash, whose supervisor is there at once, and a deploy that takes its time. */
function awayTimes(form: Form, random: Random): number[] {
  return form === 'long' ? [0, 1_000 + random.below(2_000), 5_000 + random.below(5_000)] : [0];
}

async function returnAfter(
  awayMs: number,
  crowd: Crowd,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const conversationId = newId();
  await call(place.caller, createConversation, {}, { id: conversationId }, { signal });
  await place.kill();
  crowd.lost();
  await after(awayMs, undefined, { signal });
  await place.start();
  const startedAt = performance.now();
  // What happens while they are on their way is theirs as well.
  for (let number = 0; number < 20; number++) {
    const change = { title: `Title ${number} after ${awayMs}` };
    await call(place.caller, changeConversation, { conversationId }, change, { signal });
  }
  const { offset } = await call(place.caller, listConversations, {}, undefined, { query: {}, signal });
  await crowd.untilAllHave(Number(offset.split('-')[1]), signal);
  return [...judgeReturns(crowd, startedAt), ...crowd.takeFindings()];
}

function judgeReturns(crowd: Crowd, startedAt: number): Finding[] {
  const backMs = crowd.readers.map(({ backAt }) => backAt - startedAt).toSorted((a, b) => a - b);
  const slowest = Math.round(backMs.at(-1)!);
  const most = mostWithin(100, crowd.attempts.splice(0));
  const isCrowded = most > crowd.readers.length * 0.6 && crowd.heldUpMs <= heldUpMs;
  const late = crowd.refusals.splice(0).filter((at) => at - startedAt > calmAfterMs);
  return [
    ...findIf(slowest > backWithinMs, 'stuck', `the last reader was back after ${slowest} ms`),
    ...findIf(isCrowded, 'other', `${most} readers asked within 100 ms`),
    ...findIf(late.length > 0, 'other', `${late.length} refusals after ${calmAfterMs} ms`),
  ];
}

/** The most of these moments that lie within so many milliseconds; they are in order. */
function mostWithin(ms: number, moments: readonly number[]): number {
  let from = 0;
  let most = 0;
  for (const [to, moment] of moments.entries()) {
    while (moments[from]! < moment - ms) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/** Many who read all that happens, each with a line of the protocol's client. */
class Crowd {
  readonly readers: Reader[] = [];
  /** When anybody asked, in order, whether there was a server or not. */
  readonly attempts: number[] = [];
  /** When a reply was a server's failure. */
  readonly refusals: number[] = [];
  readonly #conditions = new Conditions();
  readonly #stop = new AbortController();
  readonly #delay = monitorEventLoopDelay({ resolution: 10 });

  static async gather(count: number, random: Random, place: Place): Promise<Crowd> {
    const signal = AbortSignal.timeout(60_000);
    const crowd = new Crowd();
    const { offset } = await call(place.caller, listConversations, {}, undefined, { query: {}, signal });
    const caller = crowd.#caller(place);
    for (let number = 0; number < count; number++) crowd.#add(caller, offset, random);
    await crowd.#conditions.until('all to read', () => crowd.readers.every(({ isLive }) => isLive), signal);
    return crowd;
  }

  /** All that they read from now on, they read from a server that has come back. */
  lost(): void {
    this.attempts.length = 0;
    this.#delay.reset();
    this.#delay.enable();
    for (const reader of this.readers) reader.isLive = false;
  }

  /** For how long at most, in milliseconds, nothing could run in this process since the lines were lost. */
  get heldUpMs(): number {
    return this.#delay.max / 1e6;
  }

  async untilAllHave(seq: number, signal: AbortSignal): Promise<void> {
    const isSo = (): boolean => this.readers.every((reader) => reader.isLive && reader.seq >= seq);
    await this.#conditions.until(`all to have what happened up to ${seq}`, isSo, signal);
  }

  takeFindings(): Finding[] {
    return this.readers.flatMap(({ findings }) => findings.splice(0));
  }

  async leave(): Promise<void> {
    this.#stop.abort();
    this.#delay.disable();
    await Promise.all(this.readers.map(({ following }) => following));
  }

  #add(caller: Caller, offset: string, random: Random): void {
    const reader = new Reader(offset);
    this.readers.push(reader);
    const following = followStream(caller, personStreamPath, {
      offset,
      onGone: async () => {
        throw new Error('a reader lost its place');
      },
      onEvents: (events) => {
        for (const event of events) reader.see(event);
        this.#conditions.changed();
      },
      onStatus: (status) => {
        if (status === 'live') reader.cameBack();
        this.#conditions.changed();
      },
      signal: this.#stop.signal,
      random: () => random.next(),
    });
    reader.following = following.catch((error: unknown) => {
      reader.findings.push({ kind: 'loss', what: String(error) });
    });
  }

  /** Straight to the server, whether it is there or not. */
  #caller(place: Place): Caller {
    return {
      origin: place.origin,
      fetch: async (...request) => {
        this.attempts.push(performance.now());
        const response = await fetch(...request);
        if (response.status >= 500) this.refusals.push(performance.now());
        return response;
      },
    };
  }
}

/** Every event of the person is one of theirs, so that a gap in the numbers is an event that they missed. */
class Reader {
  readonly findings: Finding[] = [];
  following: Promise<void> = Promise.resolve();
  isLive = false;
  backAt = 0;
  seq: number;

  constructor(offset: string) {
    this.seq = Number(offset.split('-')[1]);
  }

  cameBack(): void {
    this.isLive = true;
    this.backAt = performance.now();
  }

  see({ seq }: Event): void {
    if (seq <= this.seq) return;
    this.findings.push(...findIf(seq !== this.seq + 1, 'loss', `after ${this.seq} came ${seq}`));
    this.seq = seq;
  }
}
