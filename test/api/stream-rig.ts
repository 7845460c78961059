import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { newId } from '../../src/protocol/ids.ts';
import type { AppEnv } from '../../src/server/http/handle.ts';
import { listen } from '../../src/server/http/listen.ts';
import { streamRoutes } from '../../src/server/http/stream.ts';
import { Journal } from '../../src/server/journal/journal.ts';
import { createLogger } from '../../src/server/logger.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { openSqliteStore } from '../../src/server/store/sqlite.ts';
import { ManualClock } from './manual-clock.ts';

export interface StreamRig extends AsyncDisposable {
  readonly journal: Journal;
  readonly clock: ManualClock;
  readonly metrics: Metrics;
  readonly origin: string;
  /** Ends the lines as the end of the server does. */
  close(): Promise<void>;
  /** A conversation with a running answer. */
  ask(): Promise<{ conversationId: string; answerId: string }>;
  /** Text of an answer, committed. */
  write(of: { conversationId: string; answerId: string }, text: string): Promise<void>;
  /** So much text of an answer that nothing from before it is kept for readers. */
  fillTail(of: { conversationId: string; answerId: string }): Promise<void>;
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
  const write: StreamRig['write'] = async ({ conversationId, answerId }, text) => {
    await journal.append('local', { type: 'text-delta', conversationId, answerId, run: 1, text });
    await journal.settled();
  };
  return {
    journal,
    clock,
    metrics,
    origin: `http://127.0.0.1:${listening.port}`,
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

async function ask(journal: Journal): Promise<{ conversationId: string; answerId: string }> {
  const of = { conversationId: newId(), answerId: newId() };
  const question = { questionId: newId(), parentId: null, text: 'q', model: null, options: {} };
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
