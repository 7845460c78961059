import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import { readTicks } from '../store/journal.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { Journal } from './journal.ts';
import { Tidying } from './maintenance.ts';

const user = 'local';
const logger = createLogger('silent');
const minute = 60_000;
const day = 24 * 60 * minute;

describe('tidying', () => {
  let dataDir: string;
  let store: Store;
  let journal: Journal;
  let tidying: Tidying;
  let now: number;
  let steadyMs: number;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'inkstone-tidy-'));
    now = Date.UTC(2026, 10, 22);
    steadyMs = 0;
    store = await openSqliteStore(dataDir);
    const clocks = { now: () => now, steadyMs: () => steadyMs };
    journal = await Journal.open(store, { logger, metrics: new Metrics(logger), ...clocks });
    tidying = new Tidying(journal, clocks);
  });

  afterEach(async () => {
    await journal.close();
    await store.close();
    rmSync(dataDir, { recursive: true });
  });

  function pass(ms: number): void {
    now += ms;
    steadyMs += ms;
  }

  const rename = (id: string, title: string): Promise<unknown> =>
    journal.write(user, 'changeConversation', { id, title });

  async function conversation(): Promise<string> {
    const id = newId();
    await journal.write(user, 'createConversation', {
      id,
      title: 'x',
      model: null,
      systemPrompt: null,
    });
    return id;
  }

  const stored = async (): Promise<number> =>
    (await store.read.selectFrom('conversation').selectAll().execute()).length;

  it.each([
    ['forward', day],
    ['back', -day],
  ])(
    'lets go of journal rows two minutes after they were written, though the clock has stepped %s by a day',
    async (_, step) => {
      const id = await conversation();
      pass(minute);
      now += step;
      await rename(id, 'y');
      const { length } = await readTicks(store.read, 0);
      await tidying.look();
      expect(await readTicks(store.read, 0)).toHaveLength(length);
      pass(2 * minute + 1);
      await rename(id, 'z');
      await tidying.look();
      expect(await readTicks(store.read, 0)).toHaveLength(1);
    },
  );

  it('keeps what came in the last two minutes for whoever comes back, though the clock has stepped', async () => {
    const id = await conversation();
    const { lastSeq } = journal.tail;
    now += day;
    await rename(id, 'y');
    await tidying.look();
    expect(journal.tail.read({ user }, lastSeq)).toMatchObject({
      entries: [{ event: { change: { title: 'y' } } }],
    });
  });

  it.each([
    ['forward', day],
    ['back', -day],
  ])(
    'purges a deleted conversation an hour after, and not before, when the clock steps %s by a day',
    async (_, step) => {
      const id = await conversation();
      await journal.write(user, 'deleteConversation', { id });
      pass(minute);
      await tidying.look();
      now += step;
      await tidying.look();
      pass(58 * minute);
      await tidying.look();
      expect(await stored()).toBe(1);
      pass(3 * minute);
      await tidying.look();
      expect(await stored()).toBe(0);
    },
  );
});
