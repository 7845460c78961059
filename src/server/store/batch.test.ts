import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitBatch } from './batch.ts';
import { readLastSeq, readTicks } from './journal.ts';
import { migrate } from './migrations/index.ts';
import { prepare } from './prepare.ts';
import { kyselyOf, openSqliteFile } from './sqlite-file.ts';

const change = {
  user: 'local',
  events: [],
  write: { name: 'changeSettings', args: { defaultModel: 'demo/demo' } },
} as const;
const large = {
  user: 'local',
  events: [JSON.stringify({ type: 'models-changed', text: 'x'.repeat(100_000) })],
};

describe('a batch on a full disk', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'inkstone-full-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['text alone', [large]],
    ['text and a write', [{ ...change, events: [] }, large]],
  ])(
    'says that it is full, leaves nothing of %s behind, and goes on when there is space again',
    async (_, items) => {
      const file = openSqliteFile(join(folder, 'inkstone.db'));
      const db = kyselyOf(file);
      await migrate(db);
      await prepare(db);
      const { page_count: pages } = file.prepare('pragma page_count').get() as { page_count: number };
      file.exec(`pragma max_page_count = ${pages + 2}`);
      await expect(commitBatch(db, 0, { id: 'one', items, now: 0 })).rejects.toMatchObject({ errcode: 13 });
      expect(await readLastSeq(db)).toBe(0);
      file.exec('pragma max_page_count = 100000');
      await commitBatch(db, 0, { id: 'two', items, now: 0 });
      expect(await readTicks(db, 0)).toHaveLength(1);
      await db.destroy();
    },
  );
});
