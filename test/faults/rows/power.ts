import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ApiError } from '../../../src/protocol/errors.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { type Message, textOf } from '../../../src/protocol/messages.ts';
import { readLastSeq } from '../../../src/server/store/journal.ts';
import { readMessage } from '../../../src/server/store/messages.ts';
import { localUser } from '../../../src/server/store/prepare.ts';
import { openSqliteStore } from '../../../src/server/store/sqlite.ts';
import { kyselyOf, openSqliteFile } from '../../../src/server/store/sqlite-file.ts';
import { ask, type Asked } from '../rig/ask.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { difference } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Form, Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';
import { Disk, type Fate, readStorageRecords, type StorageRecord } from '../rig/storage-record.ts';
import { storageRecorder } from '../rig/storage-recorder.ts';
import type { Tally } from '../rig/tally.ts';
import { Told } from '../rig/told.ts';

export const power: Row = {
  name: 'power',
  about:
    'a power cut at every write, which takes what was not synced: the store opens, with all that was told',
  seeds: 10,
  platforms: ['linux'],
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open({ env: { LD_PRELOAD: await storageRecorder() } });
    const asked = await converse(random, form, place, AbortSignal.timeout(120_000));
    const records = readStorageRecords(`${place.dataDir}.record`);
    await cutEverywhere(`seed ${seed}`, { records, asked, random, form, tally });
  },
};

/** Some answers, one after the other, with a kill -9 between them. The disk's record is about all of it. */
async function converse(random: Random, form: Form, place: Place, signal: AbortSignal): Promise<Asked[]> {
  const all: Asked[] = [];
  for (const tokens of form === 'long' ? [200, 130, 70] : [7, 4]) {
    const plan = { tokens, thinking: random.pick([0, 5]), padding: random.pick(['', '墨'.repeat(150)]) };
    const asked = await ask(place.caller, scripted({ ...plan, key: newId() }), { signal });
    for (let shown = 1; shown <= tokens; shown++) {
      await place.demo.step(asked.script.key, 1, signal);
      await asked.reader.untilShown(asked.body.answerId, asked.script.after[shown]!, signal);
    }
    await place.kill();
    await place.start();
    await asked.reader.close();
    all.push(asked);
  }
  await place.kill();
  return all;
}

interface Evidence {
  records: readonly StorageRecord[];
  asked: readonly Asked[];
  random: Random;
  form: Form;
  tally: Tally;
}

/** Goes along the record, and cuts the power after each thing that was done to the disk. */
async function cutEverywhere(seed: string, { records, asked, random, form, tally }: Evidence): Promise<void> {
  const disk = new Disk();
  const told = new Told(asked.map(({ body }) => body.id));
  let cuts = 0;
  let isNew = false;
  for (const [index, record] of records.entries()) {
    disk.apply(record);
    isNew = (record.kind === 'send' ? told.hear(record.data) : true) || isNew;
    const fates = isNew ? fatesAt(record, form, random) : [];
    if (fates.length > 0) isNew = false;
    for (const fate of fates) {
      const whole = told.seq === 0 || ++cuts % 100 === 0;
      await tally.attempt(`${seed}, record ${index} (${record.kind}), ${fate}`, () =>
        openAfter(disk, fate, random, { told, asked, whole }),
      );
    }
  }
  await tally.check(`${seed}, the record`, async () => [
    ...findIf(told.questions.size !== asked.length, 'other', 'the record does not hold the replies'),
    ...findIf(!records.some(({ kind }) => kind === 'sync'), 'loss', 'nothing was ever synced'),
  ]);
}

/** What was sent changes what must be there; what was written or synced changes what is. */
function fatesAt({ kind }: StorageRecord, form: Form, random: Random): readonly Fate[] {
  if (kind === 'send') return ['kept', 'lost', 'torn'];
  if (form === 'quick' || kind === 'name') return [];
  return kind === 'write' && !random.isOneIn(4) ? [] : ['torn'];
}

/** The disk that is put together needs no disk. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

interface Expectation {
  told: Told;
  asked: readonly Asked[];
  /** Whether the product's own threads are to open it, which takes longer. */
  whole: boolean;
}

async function openAfter(
  disk: Disk,
  fate: Fate,
  random: Random,
  { told, asked, whole }: Expectation,
): Promise<Finding[]> {
  const folder = mkdtempSync(join(memory, 'inkstone-power-'));
  try {
    for (const [path, content] of disk.afterPowerCut(fate, random))
      writeFileSync(join(folder, basename(path)), content);
    if (whole) await (await openSqliteStore(folder)).close();
    return await judgeStore(join(folder, 'inkstone.db'), told, asked);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function judgeStore(file: string, told: Told, asked: readonly Asked[]): Promise<Finding[]> {
  const db = openSqliteFile(file);
  try {
    const { integrity_check: integrity } = db.prepare('PRAGMA integrity_check').get() as {
      integrity_check: string;
    };
    if (integrity !== 'ok') return [{ kind: 'other', what: `integrity_check: ${integrity}` }];
    const read = kyselyOf(db);
    const lastSeq = await readLastSeq(read);
    const findings = findIf(lastSeq < told.seq, 'loss', `${told.seq} was told, ${lastSeq} is the last there`);
    for (const one of asked.filter(({ body }) => told.questions.has(body.id)))
      findings.push(...(await judgeAnswer(read, told, one)));
    return findings;
  } finally {
    db.close();
  }
}

async function judgeAnswer(
  read: ReturnType<typeof kyselyOf>,
  { seq }: Told,
  { body, reader, script }: Asked,
): Promise<Finding[]> {
  const message = (id: string): Promise<Message | null> => readMessage(read, localUser, id).catch(nullIfGone);
  const [question, answer] = [await message(body.id), await message(body.answerId)];
  if (!question || !answer) return [{ kind: 'loss', what: 'a question was accepted, and is not there' }];
  const kept = saidIn(answer);
  const shown = reader.shownBy(seq, body.answerId);
  const sent = script.after.at(-1)!;
  return [
    ...findIf(textOf(question) !== body.text, 'loss', 'the question is not as it was sent'),
    ...findIf(!kept.startsWith(shown), 'loss', () => `shown ${difference(shown, kept)}`),
    ...findIf(!sent.startsWith(kept), 'double', () => `stored ${difference(kept, sent)}`),
  ];
}

function nullIfGone(error: unknown): null {
  if (error instanceof ApiError && error.code === 'message_not_found') return null;
  throw error;
}
