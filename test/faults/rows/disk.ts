import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { call } from '../../../src/protocol/client.ts';
import { ApiError } from '../../../src/protocol/errors.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { sendMessage } from '../../../src/protocol/messages.ts';
import { openSmallDisk } from '../../support/small-disk.ts';
import { ask, type Asked, grantAll, settledAnswer, storedAnswer } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { judge } from '../rig/oracle.ts';
import { patient } from '../rig/patient.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Form, Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';
import { storageRecorder } from '../rig/storage-recorder.ts';
import type { Tally } from '../rig/tally.ts';

const speedOf = (form: Form): number => (form === 'long' ? 10 : 40);
const healedWithinMs = 5_000;
/** What a busy machine may take that no clock of ours counts. */
const allowanceMs = 1_000;
const graceMs = 30_000;

/** A disk that can fail, and be well again. */
interface Trouble {
  begin(place: Place): void;
  end(place: Place): void;
}

export const diskFull: Row = {
  name: 'disk-full',
  about:
    'the disk fills within an answer: senders are told, reading goes on, nothing shown is lost, it heals within 5 s',
  seeds: 10,
  platforms: ['linux'],
  async run(seed, form, tally) {
    using disk = openSmallDisk();
    const clockSpeed = speedOf(form);
    await using place = await Place.open({ clockSpeed, env: { ...patient, INKSTONE_DATA_DIR: disk.folder } });
    const trouble = {
      begin: ({ program }: Place) => disk.fill(program.pid),
      end: (of: Place) => disk.free(of.isUp ? of.program.pid : 0),
    };
    await failOften({ seed, form, tally, place, trouble, dataDir: disk.folder });
  },
};

export const diskError: Row = {
  name: 'disk-error',
  about:
    'writes arrive by half and syncs fail within an answer: no commit is repeated, nothing shown is lost, it heals',
  seeds: 10,
  platforms: ['linux'],
  async run(seed, form, tally) {
    const clockSpeed = speedOf(form);
    await using place = await Place.open({
      clockSpeed,
      env: { ...patient, LD_PRELOAD: await storageRecorder() },
    });
    const { dataDir } = place;
    const trouble = {
      begin: () => writeFileSync(`${dataDir}.broken`, ''),
      end: () => rmSync(`${dataDir}.broken`),
    };
    await failOften({ seed, form, tally, place, trouble, dataDir });
  },
};

interface Scene {
  seed: number;
  form: Form;
  tally: Tally;
  place: Place;
  trouble: Trouble;
  dataDir: string;
}

/** How it goes on while the disk fails. */
const courses = ['heals', 'heals', 'lasts', 'killed', 'ended'] as const;
type Course = (typeof courses)[number];

async function failOften({ seed, form, tally, place, trouble, dataDir }: Scene): Promise<void> {
  const random = new Random(seed);
  const plans = form === 'long' ? Array.from({ length: 30 }, () => random.pick(courses)) : courses.slice(1);
  for (const course of plans) {
    const plan = { course, seen: random.below(12), more: 1 + random.below(4) };
    await tally.attempt(`seed ${seed}, ${JSON.stringify(plan)}`, (signal) =>
      failDuring({ ...plan, clockSpeed: speedOf(form) }, trouble, place, signal),
    );
  }
  await place.kill();
  await tally.check(`seed ${seed}, the store`, async () => judgeStore(join(dataDir, 'inkstone.db')));
}

interface Plan {
  course: Course;
  /** Tokens that are seen before, and sent while it fails. */
  seen: number;
  more: number;
  clockSpeed: number;
}

async function failDuring(
  { course, seen, more, clockSpeed }: Plan,
  trouble: Trouble,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const asked = await ask(place.caller, scripted({ tokens: 30, key: newId() }), { signal });
  const { reader, body, script } = asked;
  await place.demo.findRequest(({ key }) => key === script.key, signal);
  if (seen > 0) await place.demo.step(script.key, seen, signal);
  await reader.untilShown(body.answerId, script.after[seen]!, signal);
  trouble.begin(place);
  await place.demo.step(script.key, more, signal);
  const told = await judgeTelling(asked, place, signal);
  const shown = reader.shown(body.answerId);
  const carried = await carryOn[course]({ asked, sent: seen + more, clockSpeed, trouble, place, signal });
  grantAll(place.demo, script.key);
  const stored = await settledAnswer(place.caller, asked, signal);
  await reader.close();
  return [
    ...reader.findings,
    ...told,
    ...carried,
    ...judge({ sent: script.after.at(-1)!, shown, stored }),
    ...findIf(
      stored.status === 'complete' && saidIn(stored) !== script.after.at(-1),
      'loss',
      'it is not whole',
    ),
    ...findIf(course === 'heals' && stored.status !== 'complete', 'other', `it ended as ${stored.status}`),
  ];
}

/** Who sends is told why it cannot be; who reads notices nothing. */
async function judgeTelling(asked: Asked, { caller }: Place, signal: AbortSignal): Promise<Finding[]> {
  const body = { id: newId(), answerId: newId(), parentId: null, text: 'Now?', model: 'openai/demo' };
  const refusal = await call(caller, sendMessage, { conversationId: newId() }, body, { signal }).catch(
    (error: unknown) => error,
  );
  const isTold = refusal instanceof ApiError && ['disk_full', 'storage_failing'].includes(refusal.code);
  const stored = await storedAnswer(caller, asked, signal);
  const shown = asked.reader.shown(asked.body.answerId);
  return [
    ...findIf(!isTold, 'other', () => `who sends is told ${JSON.stringify(refusal)}`),
    ...findIf(
      !saidIn(stored).startsWith(shown),
      'loss',
      'what was shown cannot be read while the disk fails',
    ),
  ];
}

interface Continuation {
  asked: Asked;
  /** Tokens that were sent, of which the last came when the disk failed. */
  sent: number;
  clockSpeed: number;
  trouble: Trouble;
  place: Place;
  signal: AbortSignal;
}

const carryOn: Record<Course, (of: Continuation) => Promise<Finding[]>> = {
  async heals({ asked, sent, clockSpeed, trouble, place, signal }) {
    trouble.end(place);
    const healedAt = performance.now();
    await asked.reader.untilShown(asked.body.answerId, asked.script.after[sent]!, signal);
    const tookMs = Math.round(performance.now() - healedAt);
    const isLate = tookMs > healedWithinMs / clockSpeed + allowanceMs;
    return findIf(isLate, 'stuck', `it took ${tookMs} ms to heal at ${clockSpeed} times the speed`);
  },
  async lasts({ asked, trouble, place, signal }) {
    const { key } = asked.script;
    await place.demo.findRequest((request) => request.key === key && request.state !== 'running', signal);
    trouble.end(place);
    return [];
  },
  async killed({ trouble, place }) {
    await place.kill();
    trouble.end(place);
    await place.start();
    return [];
  },
  async ended({ trouble, place }) {
    const { ms, exitCode } = await place.terminate();
    trouble.end(place);
    await place.start();
    return [
      ...findIf(ms > graceMs, 'stuck', `it took ${Math.round(ms)} ms to end`),
      ...findIf(exitCode !== 0, 'other', `it ended with ${exitCode}`),
    ];
  },
};

function judgeStore(file: string): Finding[] {
  const db = new DatabaseSync(file);
  const { integrity_check: integrity } = db.prepare('PRAGMA integrity_check').get() as Record<string, string>;
  db.close();
  return findIf(integrity !== 'ok', 'loss', `integrity_check: ${integrity}`);
}
