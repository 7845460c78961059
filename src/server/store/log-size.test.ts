import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CommitItem } from './batch.ts';
import { openSqliteFile } from './sqlite-file.ts';
import { openSqliteStore } from './sqlite.ts';

const mib = 1024 * 1024;
const item = (chars: number): CommitItem => ({
  user: 'local',
  events: [JSON.stringify({ type: 'models-changed', filler: 'x'.repeat(chars) })],
});

it('keeps no more of a disk than it needs once somebody who read for long is done', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-log-'));
  const store = await openSqliteStore(folder);
  const logBytes = (): number => statSync(join(folder, 'inkstone.db-wal')).size;
  try {
    const reader = openSqliteFile(join(folder, 'inkstone.db'), { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('select count(*) from journal').get();
    for (let count = 0; count < 12; count++) await store.commit([item(mib)], 0);
    expect(logBytes()).toBeGreaterThan(11 * mib);
    reader.close();
    for (let count = 0; count < 3; count++) await store.commit([item(1)], 0);
    expect(logBytes()).toBeLessThanOrEqual(8 * mib);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
