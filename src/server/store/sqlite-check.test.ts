import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../test/faults/rig/random.ts';
import type { CommitItem } from './batch.ts';
import { openSqliteStore } from './sqlite.ts';
import { StoreDamagedError } from './store.ts';

const item = (text: string): CommitItem => ({
  user: 'local',
  events: [JSON.stringify({ type: 'models-changed', text })],
});

describe('a database that was damaged', () => {
  let folder: string;
  const file = (suffix = ''): string => join(folder, `inkstone.db${suffix}`);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'inkstone-damaged-'));
    const store = await openSqliteStore(folder);
    for (let tick = 0; tick < 60; tick++) await store.commit([item('x'.repeat(500))], 0);
    await store.close();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is served when nothing is wrong with it', async () => {
    const store = await openSqliteStore(folder);
    expect(store.lastSeq).toBe(60);
    await store.close();
  });

  it.each([
    ['is no database', () => writeFileSync(file(), 'x'.repeat(100_000))],
    ['lacks its second half', () => truncateSync(file(), Math.floor(statSync(file()).size / 2))],
    ['has a page of noise', () => overwrite(file(), 4096 * 3, 4096)],
    ['holds half a tick at its end', () => halveLastTick(file())],
  ])('is not served when it %s, and is left as it is', async (_, damage) => {
    damage();
    const before = readFileSync(file());
    const failure = await openSqliteStore(folder).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreDamagedError);
    expect(failure).toMatchObject({ file: file() });
    expect(readFileSync(file()).equals(before)).toBe(true);
  });
});

describe('a write-ahead log that was cut or torn', () => {
  let folder: string;
  const file = (suffix = ''): string => join(folder, `inkstone.db${suffix}`);
  let whole: { db: Buffer; log: Buffer; ticks: number };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'inkstone-torn-'));
    const store = await openSqliteStore(folder);
    const ticks = 40;
    for (let tick = 0; tick < ticks; tick++) await store.commit([item(`tick ${tick}`.repeat(tick))], 0);
    // As after a kill: copied while it is open.
    whole = { db: readFileSync(file()), log: readFileSync(file('-wal')), ticks };
    await store.close();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function lastSeqAfter(log: Buffer): Promise<number> {
    const other = mkdtempSync(join(tmpdir(), 'inkstone-torn-'));
    writeFileSync(join(other, 'inkstone.db'), whole.db);
    writeFileSync(join(other, 'inkstone.db-wal'), log);
    const store = await openSqliteStore(other);
    const { lastSeq } = store;
    await store.commit([item('after')], 0);
    await store.close();
    const db = new DatabaseSync(join(other, 'inkstone.db'));
    expect(db.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();
    rmSync(other, { recursive: true });
    return lastSeq;
  }

  it('costs what was cut off and nothing before it, wherever the cut is', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    const random = new Random(seed);
    const cuts = Array.from({ length: 8 }, () => random.below(whole.log.length));
    for (const cut of [0, 1, 31, ...cuts, whole.log.length - 1, whole.log.length]) {
      const log = whole.log.subarray(0, cut);
      const ticks = Math.max(0, whole.ticks - commitsIn(whole.log) + commitsIn(log));
      expect(await lastSeqAfter(log), `cut at ${cut}, seed ${seed}`).toBe(ticks);
    }
  });

  it('goes on from the last tick that is whole where bits of a later one have changed', async () => {
    const log = Buffer.from(whole.log);
    const at = log.length - 2000;
    log[at] = log[at]! ^ 0xff;
    expect(await lastSeqAfter(log)).toBe(whole.ticks - 1);
  });
});

/** How many commits a write-ahead log holds whole (https://sqlite.org/fileformat2.html#the_write_ahead_log). */
function commitsIn(log: Buffer): number {
  let commits = 0;
  for (let frame = 32; frame + 24 + 4096 <= log.length; frame += 24 + 4096) {
    if (log.readUInt32BE(frame + 4) > 0) commits++;
  }
  return commits;
}

function overwrite(file: string, from: number, bytes: number): void {
  const content = readFileSync(file);
  content.fill(0xa5, from, from + bytes);
  writeFileSync(file, content);
}

function halveLastTick(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('update journal set entries = substr(entries, 1, 100) where seq = (select max(seq) from journal)');
  db.close();
}
