import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../src/server/store/migrations/index.ts';
import { prepare } from '../../src/server/store/prepare.ts';
import { kyselyOf, openSqliteFile } from '../../src/server/store/sqlite-file.ts';
import { columnsOf, hashOfData, makeFirstStore } from '../support/first-store.ts';

const victim = new URL('./migrate-and-die.ts', import.meta.url).pathname;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkstone-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Whether it was killed; otherwise it has run all its statements. */
function migrateUntil(file: string, statements: number): boolean {
  const { signal, stderr, status } = spawnSync(process.execPath, [victim, file, String(statements)], {
    encoding: 'utf8',
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'inkstone-compile-cache') },
  });
  if (signal !== 'SIGKILL' && status !== 0) throw new Error(stderr);
  return signal === 'SIGKILL';
}

/** The store as the next start leaves it. */
async function startAgain(file: string): Promise<DatabaseSync> {
  const store = kyselyOf(openSqliteFile(file));
  await migrate(store);
  await prepare(store);
  await store.destroy();
  const db = new DatabaseSync(file);
  expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  return db;
}

const schemaOf = (db: DatabaseSync): unknown[] =>
  db
    .prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
    .all();

describe('a start that is killed while it changes the schema', () => {
  const stores: [string, (file: string) => void][] = [
    ['of the first schema', makeFirstStore],
    ['that is only being made', () => undefined],
  ];

  it.each(stores)(
    'leaves a store %s that opens and holds the same, at whichever statement',
    async (_, make) => {
      const whole = join(folder, 'whole.db');
      make(whole);
      const { columns, data } = dataOf(whole);
      const untouched = await startAgain(whole);
      const schema = schemaOf(untouched);
      untouched.close();
      let statements = 0;
      for (let killed = true; killed; statements++) {
        const file = join(folder, `killed-${statements}.db`);
        make(file);
        killed = migrateUntil(file, statements);
        const after = await startAgain(file);
        expect(hashOfData(after, columns), `killed after ${statements} statements`).toBe(data);
        expect(schemaOf(after)).toEqual(schema);
        after.close();
      }
      expect(statements).toBeGreaterThan(10);
    },
    180_000,
  );
});

describe('the schema', () => {
  it('of a store that began with the first version is that of a new one: no released migration was edited', async () => {
    const [old, fresh] = [join(folder, 'old.db'), join(folder, 'fresh.db')];
    makeFirstStore(old);
    const [oldStore, freshStore] = [await startAgain(old), await startAgain(fresh)];
    expect(schemaOf(oldStore)).toEqual(schemaOf(freshStore));
    oldStore.close();
    freshStore.close();
  });
});

function dataOf(file: string): { columns: Map<string, string[]>; data: string } {
  const db = new DatabaseSync(file);
  const columns = columnsOf(db);
  const data = hashOfData(db, columns);
  db.close();
  return { columns, data };
}
