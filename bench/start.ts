// From the start of the process to the first request that it has answered.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { newId } from '../src/protocol/ids.ts';
import { amountFinding, type Benchmark, figure, median } from './report.ts';
import { makeDataDir } from './rig/scene.ts';
import { type Program, serve, startProgram } from './rig/program.ts';

const rounds = 7;
const conversations = 1000;

const bareServer = `
  const server = require('node:http').createServer((request, response) => response.end());
  server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/'));`;

export const start: Benchmark = async function* () {
  const full = await filledDataDir();
  const taken: Record<'node' | 'bare' | 'empty' | 'full', number[]> = {
    node: [],
    bare: [],
    empty: [],
    full: [],
  };
  for (let round = 0; round < rounds; round++) {
    taken.node.push(await runMs(['-e', '0']));
    taken.bare.push(await firstReplyMs(['-e', bareServer]));
    const empty = await makeDataDir();
    taken.empty.push(await firstReplyMs(serve, empty));
    taken.full.push(await firstReplyMs(serve, full));
    await rm(empty, { recursive: true });
  }
  await rm(full, { recursive: true });
  const against = `${figure(median(taken.node))} ms node -e 0, ${figure(median(taken.bare))} ms bare node:http`;
  const shared = { against, unit: 'ms', budget: 400 };
  yield amountFinding('start to first reply, empty store', { ours: median(taken.empty), ...shared });
  yield amountFinding(`start to first reply, ${conversations} conversations`, {
    ours: median(taken.full),
    ...shared,
  });
};

async function runMs(args: string[]): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
  return performance.now() - startedAt;
}

async function firstReplyMs(args: string[], dataDir?: string): Promise<number> {
  const startedAt = performance.now();
  await using program = await startProgram(args, dataDir);
  await reply(program);
  return performance.now() - startedAt;
}

async function reply({ address }: Program): Promise<void> {
  const request = get(`${address}healthz`, { agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
}

async function filledDataDir(): Promise<string> {
  const dataDir = await makeDataDir();
  await using program = await startProgram(serve, dataDir);
  const send = async (): Promise<void> => {
    const body = JSON.stringify({ id: newId(), title: 'A conversation that was had once' });
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(`${program.address}api/conversations`, { method: 'POST', headers, body });
    if (status !== 201) throw new Error(`creating a conversation was answered with ${status}`);
  };
  for (let made = 0; made < conversations; made += 50) await Promise.all(Array.from({ length: 50 }, send));
  return dataDir;
}
