// The server as it is built, on a real file, with one model server and nothing else about it changed.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type * as Main from '../../src/server/main.ts';
import { answerParent } from './child.ts';

export type InkstoneCalls = {
  address: { args: undefined; reply: string };
  /** How late the event loop was in the worst of a hundred turns, since this was asked last. */
  lagP99Ms: { args: undefined; reply: number };
};

const built = new URL('../../dist/server/main.js', import.meta.url);
const { readConfig, startServer } = (await import(built.href)) as typeof Main;

const dataDir = process.env['BENCH_DATA_DIR']!;
const upstream = process.env['BENCH_UPSTREAM'];

const config = readConfig(
  {
    PORT: '0',
    INKSTONE_DATA_DIR: dataDir,
    INKSTONE_SECRET_FILE: `${dataDir}/secret.key`,
    INKSTONE_RUNNING_ANSWERS: '1000',
    ...(upstream === undefined ? {} : { OPENAI_API_KEY: 'sk-bench', OPENAI_BASE_URL: upstream }),
  },
  dataDir,
);
const server = await startServer(config, { demoUrl: null, findLocal: false });

const lag = monitorEventLoopDelay({ resolution: 10 });
lag.enable();

answerParent<InkstoneCalls>({ address: () => server.address, lagP99Ms }, () => server.close());

function lagP99Ms(): number {
  // Each sample is the whole time from one beat of 10 ms to the next.
  const ms = Math.max(0, lag.percentile(99) / 1e6 - 10);
  lag.reset();
  return ms;
}
