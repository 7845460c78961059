import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columnsOf, hashOfData, makeFirstStore } from '../../../test/support/first-store.ts';
import { backUp } from './backup.ts';
import { NoSpaceError, refuseWithoutSpace } from './copy.ts';
import { restore } from './restore.ts';

let folder: string;
let dataDir: string;
let kept: string;
const now = new Date(2026, 10, 22, 17, 31, 5);
const give = { version: '1.2.3', now };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkstone-backup-'));
  dataDir = join(folder, 'data');
  kept = join(folder, 'kept');
  mkdirSync(dataDir);
  makeFirstStore(join(dataDir, 'inkstone.db'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function contentOf(file: string): { epoch: string; data: string } {
  const db = new DatabaseSync(file);
  const { value: epoch } = db.prepare("SELECT value FROM meta WHERE key = 'epoch'").get() as {
    value: string;
  };
  const columns = columnsOf(db);
  columns.delete('meta');
  const data = hashOfData(db, columns);
  db.close();
  return { epoch, data };
}

/** A signal that is aborted when it has been looked at so often. */
function abortedAfter(looks: number): AbortSignal {
  const controller = new AbortController();
  const look = controller.signal.throwIfAborted.bind(controller.signal);
  let left = looks;
  controller.signal.throwIfAborted = () => {
    if (left-- === 0) controller.abort(new Error('enough'));
    look();
  };
  return controller.signal;
}

describe('a backup', () => {
  it('restores to the same data under a new epoch', async () => {
    const backup = await backUp(dataDir, kept, give);
    const facts = await restore(backup.folder, join(folder, 'restored'));
    const before = contentOf(join(dataDir, 'inkstone.db'));
    const after = contentOf(join(folder, 'restored', 'inkstone.db'));
    expect(after.data).toBe(before.data);
    expect(after.epoch).not.toBe(before.epoch);
    expect(facts).toMatchObject({ epoch: after.epoch, conversations: 4, messages: 8, schema: '001-start' });
  });

  it('that is stopped leaves nothing, wherever it was', async () => {
    for (const looks of [0, 1, 2]) {
      mkdirSync(join(dataDir, 'attachments'), { recursive: true });
      writeFileSync(join(dataDir, 'attachments', 'a'), 'a picture');
      const stopped = backUp(dataDir, kept, { ...give, signal: abortedAfter(looks) });
      await expect(stopped).rejects.toThrow('enough');
      expect(readdirSync(kept)).toEqual([]);
    }
  });

  it('says how much space there is and how much it needs, before it begins', () => {
    const tooMuch = () => refuseWithoutSpace(folder, 2 ** 60);
    expect(tooMuch).toThrow(NoSpaceError);
    expect(tooMuch).toThrow(/bytes free, and \d+ are needed/);
  });

  it('takes the next name where two begin in one second', async () => {
    const folders = [await backUp(dataDir, kept, give), await backUp(dataDir, kept, give)].map(
      (backup) => backup.folder,
    );
    const name = join(kept, 'inkstone-backup-2026-11-22-173105');
    expect(folders).toEqual([name, `${name}-2`]);
  });
});

describe('a restore that is stopped', () => {
  it('leaves an empty data folder, into which it can be done again', async () => {
    const { folder: backup } = await backUp(dataDir, kept, give);
    const target = join(folder, 'restored');
    await expect(restore(backup, target, abortedAfter(0))).rejects.toThrow('enough');
    expect(readdirSync(target)).toEqual(['lock.db']);
    await restore(backup, target);
    expect(readdirSync(target).toSorted()).toEqual(['inkstone.db', 'lock.db']);
  });
});
