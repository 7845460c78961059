import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { breakDescriptors } from '../../../test/support/broken-file.ts';
import { Random } from '../../../test/faults/rig/random.ts';
import { WriterThread } from '../../../test/support/writer-thread.ts';
import type { CommitItem } from './batch.ts';
import { readTicks } from './journal.ts';
import { readSettings } from './settings.ts';
import { openSqliteStore } from './sqlite.ts';
import { StorageError, type Store } from './store.ts';

const user = 'local';
const change: CommitItem = {
  user,
  events: [],
  write: { name: 'changeSettings', args: { defaultModel: 'm' } },
};
const event: CommitItem = { user, events: [JSON.stringify({ type: 'models-changed' })] };

describe('a store whose disk fails', () => {
  let folder: string;
  let store: Store;
  const file = (suffix = ''): string => join(folder, `inkstone.db${suffix}`);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'inkstone-failing-'));
    store = await openSqliteStore(folder);
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const seqs = async (): Promise<number[]> => (await readTicks(store.read, 0)).map(({ seq }) => seq);

  it('opens its file anew after an I/O error, says that nothing went in, and goes on', async () => {
    await store.commit([event], 0);
    expect(breakDescriptors(file('-wal'))).toBeGreaterThan(0);
    await expect(store.commit([event], 0)).rejects.toMatchObject({
      code: 'storage_failing',
      outcome: 'unknown',
    });
    expect(await store.resolve()).toBeNull();
    expect(await store.commit([event], 0)).toMatchObject({ firstSeq: 2, lastSeq: 2 });
    expect(await seqs()).toEqual([1, 2]);
  });

  it('makes no new file where the old one is gone, and goes on when it is back', async () => {
    await store.commit([event], 0);
    breakDescriptors(file('-wal'));
    await expect(store.commit([event], 0)).rejects.toMatchObject({ outcome: 'unknown' });
    rmSync(file());
    await expect(store.resolve()).rejects.toBeInstanceOf(StorageError);
    await expect(store.resolve()).rejects.toBeInstanceOf(StorageError);
    expect(existsSync(file())).toBe(false);
  });

  it('waits for another program that writes to the file, and then goes on', async () => {
    const other = new DatabaseSync(file());
    other.exec('begin immediate');
    let isDone = false;
    const committing = store.commit([event, change], 0).finally(() => (isDone = true));
    await seqs();
    expect(isDone).toBe(false);
    other.exec('rollback');
    other.close();
    expect(await committing).toMatchObject({ items: [{ ok: true }, { ok: true }] });
  });

  it('reads on after a reader met an I/O error', async () => {
    await store.commit([event], 0);
    await seqs();
    breakDescriptors(file('-wal'));
    const failed = await store.read
      .selectFrom('usage')
      .selectAll()
      .execute()
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'storage_failing' });
    expect(await seqs()).toEqual([1]);
  });
});

describe('a store that is read', () => {
  let folder: string;
  let store: Store;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'inkstone-sqlite-'));
    store = await openSqliteStore(folder);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('lets a reading that takes long keep no other waiting, and each see one moment', async () => {
    const ticks = (db: Store['read']) => db.selectFrom('journal').select('seq').execute();
    await store.read.transaction().execute(async (long) => {
      expect(await ticks(long)).toEqual([]);
      await store.commit([event], 0);
      expect(await ticks(store.read)).toEqual([{ seq: 1 }]);
      expect(await ticks(long)).toEqual([]);
    });
  });
});

describe('a store whose writer thread dies', () => {
  let folder: string;
  let store: Store;
  let writer: WriterThread;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'inkstone-killed-'));
    writer = new WriterThread();
    store = await openSqliteStore(folder);
  });

  afterEach(async () => {
    writer[Symbol.dispose]();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('knows afterwards of each batch whether it went in, and with what result', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    const random = new Random(seed);
    let expected = 0;
    for (let tries = 0; tries < 12; tries++) {
      const defaultModel = `m${tries}`;
      const write = { name: 'changeSettings', args: { defaultModel } } as const;
      const items: CommitItem[] = random.next() < 0.5 ? [event] : [event, { user, events: [], write }];
      const committing = store.commit(items, 0);
      const until = performance.now() + random.next() * 3;
      while (performance.now() < until);
      await writer.kill();
      const result = await committing.catch((error: StorageError) => {
        expect(error.outcome).toBe('unknown');
        return store.resolve();
      });
      const { length } = await readTicks(store.read, 0);
      expect(length, `seed ${seed}`).toBe(result ? expected + 1 : expected);
      expected = length;
      if (result && items.length > 1) {
        expect(result.items[1]).toMatchObject({ ok: true, reply: { defaultModel } });
        expect((await readSettings(store.read, user)).settings.defaultModel).toBe(defaultModel);
      }
    }
  });
});
