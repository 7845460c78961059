import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as after } from 'node:timers/promises';
import { call } from '../../../src/protocol/client.ts';
import { createConversation, changeConversation } from '../../../src/protocol/conversations.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { ask, type Asked, grantAll, settledAnswer, storedAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { insist } from '../rig/insist.ts';
import { judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

/** Longer than the server waits for a lock before it opens the database anew: what is sent then may be refused. */
const refusedAfterMs = 25_000;
/** SQLite looks every 100 ms whether the lock is free; the rest is for a busy machine. */
const lateMs = 1_500;

export const lock: Row = {
  name: 'lock',
  about:
    'another process holds the write lock, or reads for long: sends wait and are stored, reading goes on, no text is lost',
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open({ env: { INKSTONE_RUNNING_ANSWERS: '40' } });
    for (const heldMs of form === 'long' ? [10_000, 18_000, 35_000] : [1_500]) {
      const at = `seed ${seed}, locked for ${heldMs} ms`;
      await tally.attempt(at, (signal) => lockDuring(heldMs, random, place, signal), { withinMs: 120_000 });
    }
    await tally.attempt(`seed ${seed}, long reader`, (signal) => readDuring(place, signal));
    if (form === 'quick') return;
    await tally.attempt(`seed ${seed}, SIGTERM`, (signal) => endLocked(random, place, signal));
  },
};

async function lockDuring(
  heldMs: number,
  random: Random,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const answers = await Promise.all(Array.from({ length: 6 }, () => begin(random.below(30), place, signal)));
  const held = new Lock(place);
  answers.forEach(({ script }) => grantAll(place.demo, script.key));
  const sends = Array.from({ length: 12 }, () => sendInto(place, held, heldMs < refusedAfterMs, signal));
  const read = await storedAnswer(place.caller, answers[0]!, AbortSignal.timeout(5_000));
  await after(heldMs, undefined, { signal });
  held.release();
  const findings = await Promise.all([...sends, ...answers.map((asked) => judgeWhole(asked, place, signal))]);
  return [
    ...findings.flat(),
    ...findIf(saidIn(read) === '', 'loss', 'reading showed nothing while the lock was held'),
    ...complaintsOf(place, heldMs),
  ];
}

/** An answer of which so many tokens have been seen, and one at least. */
async function begin(more: number, place: Place, signal: AbortSignal): Promise<Asked> {
  const asked = await ask(place.caller, scripted({ tokens: 60, key: newId() }), { signal });
  await place.demo.step(asked.script.key, 1 + more, signal);
  await asked.reader.untilShown(asked.body.answerId, asked.script.after[1 + more]!, signal);
  return asked;
}

/** Asks while nothing can be stored. Only where the lock is held for very long, it may be refused and asked again. */
async function sendInto(
  place: Place,
  held: Lock,
  mustWait: boolean,
  signal: AbortSignal,
): Promise<Finding[]> {
  const script = scripted({ tokens: 5, key: newId() });
  grantAll(place.demo, script.key);
  const send = (): Promise<Asked> => ask(place.caller, script, { signal });
  const asked = await (mustWait ? send() : insist(send, signal));
  const waitedMs = held.msSinceRelease();
  return [
    ...findIf(waitedMs === null, 'loss', 'a send was accepted while nothing could be stored'),
    ...findIf(
      mustWait && (waitedMs ?? 0) > lateMs,
      'stuck',
      `a send waited for ${waitedMs} ms after the lock was free`,
    ),
    ...(await judgeWhole(asked, place, signal)),
  ];
}

async function judgeWhole(asked: Asked, { caller }: Place, signal: AbortSignal): Promise<Finding[]> {
  const { reader, body, script } = asked;
  const stored = await settledAnswer(caller, asked, signal);
  const shown = reader.shown(body.answerId);
  await reader.close();
  const sent = script.after.at(-1)!;
  return [
    ...reader.findings,
    ...judge({ sent, shown, stored }),
    ...findIf(
      saidIn(stored) !== sent,
      'loss',
      `it ended as ${stored.status} with ${saidIn(stored).slice(-40)}`,
    ),
  ];
}

/** The server waits for a lock like this without a word, unless it is held for longer than anybody should. */
function complaintsOf({ program }: Place, heldMs: number): Finding[] {
  const { complaints } = program;
  program.complaints = '';
  return findIf(heldMs < 15_000 && complaints !== '', 'other', complaints);
}

/** Somebody else's process at the same file: ours is not the server's. */
class Lock {
  readonly #db: DatabaseSync;
  #releasedAt: number | null = null;

  constructor({ dataDir }: Place) {
    this.#db = new DatabaseSync(join(dataDir, 'inkstone.db'), { timeout: 5_000 });
    this.#db.exec('BEGIN IMMEDIATE');
  }

  release(): void {
    this.#releasedAt = performance.now();
    this.#db.exec('ROLLBACK');
    this.#db.close();
  }

  msSinceRelease(): number | null {
    return this.#releasedAt === null ? null : Math.round(performance.now() - this.#releasedAt);
  }
}

const draft = 'A draft that is long. '.repeat(10_000);

/** What a snapshot needs cannot be moved out of the log: it grows, and shrinks no more unless somebody moves it later. */
async function readDuring(place: Place, signal: AbortSignal): Promise<Finding[]> {
  const { conversation } = await call(place.caller, createConversation, {}, { id: newId() }, { signal });
  const write = async (number: number): Promise<void> => {
    const change = { draft: `${number} ${draft}` };
    await call(place.caller, changeConversation, { conversationId: conversation.id }, change, { signal });
  };
  using snapshot = new Snapshot(place);
  const before = snapshot.ticks();
  const round = logRound(place);
  for (let number = 0; number < 40; number++) await write(number);
  const [during, roundDuring] = [snapshot.ticks(), logRound(place)];
  snapshot.end();
  let later = 0;
  while (later < 80 && logRound(place) === roundDuring) await write(100 + later++);
  return [
    ...findIf(during !== before, 'other', `a snapshot changed from ${before} ticks to ${during}`),
    ...findIf(roundDuring > round + 1, 'other', 'the log began anew under a snapshot'),
    ...findIf(
      logRound(place) === roundDuring,
      'stuck',
      `no checkpoint in ${later} writes after a long reader`,
    ),
  ];
}

class Snapshot implements Disposable {
  readonly #db: DatabaseSync;

  constructor({ dataDir }: Place) {
    this.#db = new DatabaseSync(join(dataDir, 'inkstone.db'), { readOnly: true });
    this.#db.exec('BEGIN');
  }

  ticks(): number {
    const { count } = this.#db.prepare('select count(*) as count from journal').get() as { count: number };
    return count;
  }

  end(): void {
    this.#db.exec('COMMIT');
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

/** How often the write-ahead log was begun anew, which follows on a checkpoint of all of it (https://www.sqlite.org/fileformat.html#the_write_ahead_log). */
function logRound({ dataDir }: Place): number {
  return readFileSync(join(dataDir, 'inkstone.db-wal')).readUInt32BE(12);
}

const graceMs = 30_000;

/** The server is ended while it waits for the lock, and started again while somebody still holds it. */
async function endLocked(random: Random, place: Place, signal: AbortSignal): Promise<Finding[]> {
  const answers = await Promise.all(Array.from({ length: 6 }, () => begin(random.below(30), place, signal)));
  const held = new Lock(place);
  answers.forEach(({ script }) => grantAll(place.demo, script.key));
  const { exitCode, ms } = await place.terminate();
  const started = place.start();
  await after(3_000, undefined, { signal });
  held.release();
  await started;
  const findings = await Promise.all(
    answers.map(async (asked) => {
      const shown = asked.reader.shown(asked.body.answerId);
      const stored = await settledAnswer(place.caller, asked, signal);
      await asked.reader.close();
      return [...asked.reader.findings, ...judge({ sent: asked.script.after.at(-1)!, shown, stored })];
    }),
  );
  return [
    ...findings.flat(),
    ...findIf(exitCode !== 0, 'other', `it ended with ${exitCode}`),
    ...findIf(ms > graceMs, 'stuck', `it took ${Math.round(ms)} ms to end`),
  ];
}
