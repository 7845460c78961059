import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import type { Clock } from '../../src/protocol/connection.ts';
import type { AppEnv } from '../../src/server/http/handle.ts';
import { systemClock } from '../../src/server/http/durable-stream.ts';
import { listen } from '../../src/server/http/listen.ts';
import { Journal } from '../../src/server/journal/journal.ts';
import { createLogger } from '../../src/server/logger.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { openSqliteStore } from '../../src/server/store/sqlite.ts';
import { writtenStreams } from './written-streams.ts';

export interface ConformanceRig extends AsyncDisposable {
  readonly origin: string;
}

/** The suite waits for empty polls to end, which takes 20 s: waits are this many times shorter here. */
const haste = 20;

export const hastyClock: Clock = {
  ...systemClock,
  setTimeout: (run: () => void, delayMs: number) => systemClock.setTimeout(run, delayMs / haste),
};

/** The server's listener, journal and SQLite store, with streams that can also be written. */
export async function startConformanceRig(clock: Clock): Promise<ConformanceRig> {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-conformance-'));
  const logger = createLogger('silent');
  const metrics = new Metrics(logger);
  const store = await openSqliteStore(folder);
  const journal = await Journal.open(store, { logger, metrics });
  const listening = await listen({
    host: '127.0.0.1',
    port: 0,
    allowedOrigins: [],
    routes: [writtenStreams({ journal, metrics, clock })],
    app: new Hono<AppEnv>(),
    logger,
    metrics,
  });
  return {
    origin: `http://127.0.0.1:${listening.port}`,
    async [Symbol.asyncDispose]() {
      await listening.close();
      await journal.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
