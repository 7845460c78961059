import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import type { AppEnv } from '../../src/server/http/handle.ts';
import { listen } from '../../src/server/http/listen.ts';
import { streamRoutes } from '../../src/server/http/stream.ts';
import { Journal } from '../../src/server/journal/journal.ts';
import { createLogger } from '../../src/server/logger.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { openSqliteStore } from '../../src/server/store/sqlite.ts';
import { ManualClock } from './manual-clock.ts';

/** A running answer, and where it is. */
export interface Asked {
  conversationId: string;
  answerId: string;
}

export interface StreamRig extends AsyncDisposable {
  readonly journal: Journal;
  readonly clock: ManualClock;
  readonly metrics: Metrics;
  readonly origin: string;
  /** The address of the stream of everything that is the person's. */
  personUrl(query?: string): string;
  /** How many lines are open. */
  viewers(): Promise<number>;
  /** Until the server has as many timers on its clock: its wait has begun, or is over. */
  untilTimers(count: number): Promise<void>;
  /** Ends the lines as the end of the server does. */
  close(): Promise<void>;
  /** A conversation with a running answer. */
  ask(): Promise<Asked>;
  /** Text of an answer, committed. */
  write(of: Asked, text: string): Promise<void>;
  /** So much text of an answer that nothing from before it is kept for readers. */
  fillTail(of: Asked): Promise<void>;
}

/** One store and server for the tests of a group; `use` is given them before they run. */
export function useStreamRig(use: (rig: StreamRig) => void): void {
  let started: StreamRig;
  beforeAll(async () => {
    started = await startStreamRig();
    use(started);
  });
  afterAll(() => started[Symbol.asyncDispose]());
}

/** Store, journal and streams as the server has them, on a clock that stands still. */
export async function startStreamRig(dataDir?: string): Promise<StreamRig> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), 'inkstone-stream-'));
  const logger = createLogger('silent');
  const store = await openSqliteStore(folder);
  const metrics = new Metrics(logger);
  const journal = await Journal.open(store, { logger, metrics });
  const clock = new ManualClock();
  const listening = await listen({
    host: '127.0.0.1',
    port: 0,
    allowedOrigins: [],
    routes: streamRoutes({ store, journal, metrics, clock }),
    app: new Hono<AppEnv>(),
    logger,
    metrics,
  });
  const origin = `http://127.0.0.1:${listening.port}`;
  const write: StreamRig['write'] = async ({ conversationId, answerId }, text) => {
    await journal.append('local', { type: 'text-delta', conversationId, answerId, run: 1, text });
    await journal.settled();
  };
  return {
    journal,
    clock,
    metrics,
    origin,
    personUrl: (query = '') => `${origin}/api/stream${query}`,
    viewers: async () => Number(/^inkstone_viewers (\d+)$/m.exec(await metrics.text())?.[1]),
    untilTimers: async (count) => {
      while (clock.waiting !== count) await new Promise((resolve) => setImmediate(resolve));
    },
    close: () => listening.close(),
    ask: () => ask(journal),
    write,
    async fillTail(answer) {
      for (let megabyte = 0; megabyte < 5; megabyte++) await write(answer, 'x'.repeat(1024 * 1024));
    },
    async [Symbol.asyncDispose]() {
      await listening.close();
      await journal.settled();
      await store.close();
      if (dataDir === undefined) rmSync(folder, { recursive: true });
    },
  };
}

async function ask(journal: Journal): Promise<Asked> {
  const of = { conversationId: newId(), answerId: newId() };
  const question = {
    questionId: newId(),
    parentId: null,
    text: 'q',
    model: null,
    options: {},
    conversationOptions: {},
  };
  await journal.write('local', 'addQuestion', {
    ...of,
    ...question,
    status: 'running',
    maxQueued: 10,
    request: '',
    title: 'q',
    keepDraft: false,
  });
  return of;
}
