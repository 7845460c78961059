import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columnsOf, damageStore, hashOfData, makeFirstStore } from '../../../test/support/first-store.ts';
import { copyBeforeMigrating } from './before-migration.ts';
import { StoreFaultError } from './check.ts';
import { migrate } from './migrations/index.ts';
import { kyselyOf, openSqliteFile } from './sqlite-file.ts';

let dataDir: string;
let store: string;
const at = (second: number): Date => new Date(2026, 10, 22, 17, 31, second);

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'inkstone-before-'));
  store = join(dataDir, 'inkstone.db');
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function hashOf(file: string): string {
  const db = new DatabaseSync(file);
  const hash = hashOfData(db, columnsOf(db));
  db.close();
  return hash;
}

async function migrateStore(): Promise<void> {
  const db = kyselyOf(openSqliteFile(store));
  await migrate(db);
  await db.destroy();
}

describe('before the schema of a store is changed', () => {
  it('a copy with everything is made, which only this user may read', async () => {
    makeFirstStore(store);
    const copy = await copyBeforeMigrating(dataDir, at(5));
    expect(copy).toMatchObject({
      file: join(dataDir, 'backups', 'before-002-continuation-2026-11-22-173105.db'),
      next: '002-continuation',
    });
    expect(hashOf(copy!.file)).toBe(hashOf(store));
    expect(statSync(copy!.file).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'backups')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(1);
  });

  it('none is made for a new store, nor for one that is up to date', async () => {
    expect(await copyBeforeMigrating(dataDir, at(0))).toBeNull();
    await migrateStore();
    expect(await copyBeforeMigrating(dataDir, at(0))).toBeNull();
    expect(readdirSync(dataDir)).not.toContain('backups');
  });

  it('a copy that a kill left half made goes, and is made again', async () => {
    makeFirstStore(store);
    mkdirSync(join(dataDir, 'backups'));
    const unfinished = join(dataDir, 'backups', 'before-002-continuation-2026-11-22-170000.db.unfinished');
    writeFileSync(unfinished, 'half');
    const copy = await copyBeforeMigrating(dataDir, at(5));
    expect(hashOf(copy!.file)).toBe(hashOf(store));
    expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(1);
  });

  it('the three newest copies stay', async () => {
    makeFirstStore(store);
    for (const second of [1, 2, 3, 4, 5]) await copyBeforeMigrating(dataDir, at(second));
    expect(readdirSync(join(dataDir, 'backups')).map((name) => name.slice(-5))).toEqual([
      '03.db',
      '04.db',
      '05.db',
    ]);
  });

  it('a damaged store is refused by its own name, and no copy stays', async () => {
    makeFirstStore(store);
    damageStore(store);
    const refused = await copyBeforeMigrating(dataDir, at(0)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StoreFaultError);
    expect(refused).toMatchObject({ file: store, fault: 'damaged' });
    expect(readdirSync(join(dataDir, 'backups'))).toEqual([]);
  });
});
