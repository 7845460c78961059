// The server as it is built, on a real file, with one model server and nothing else about it changed.
import type * as Main from '../../src/server/main.ts';
import { answerParent } from './child.ts';

export type InkstoneCalls = { address: { args: undefined; reply: string } };

const built = new URL('../../dist/server/main.js', import.meta.url);
const { startServer } = (await import(built.href)) as typeof Main;

const dataDir = process.env['BENCH_DATA_DIR']!;
const upstream = process.env['BENCH_UPSTREAM'];

const server = await startServer(
  {
    host: '127.0.0.1',
    port: 0,
    dataDir,
    secretFile: `${dataDir}/secret.key`,
    logLevel: 'info',
    allowedOrigins: [],
    dashscope: null,
    openai: upstream === undefined ? null : { apiKey: 'sk-bench', baseUrl: upstream },
    model: null,
  },
  { demoUrl: null, findLocal: false, runningPerUser: 1000 },
);

answerParent<InkstoneCalls>({ address: () => server.address }, () => server.close());
