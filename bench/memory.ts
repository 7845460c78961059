// What the server keeps in memory: at rest, after work, and for each answer under way.
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { amountFinding, type Benchmark } from './report.ts';
import { serve, startProgram } from './rig/program.ts';
import { makeDataDir, pauseMs, Scene } from './rig/scene.ts';

const mebibyte = 1024 * 1024;
const atRestMs = 5000;
const few = 100;
const many = 500;

export const memory: Benchmark = async function* () {
  // No collection is forced here: nobody does that in real life.
  yield atRest('5 s after the start', await residentAfterStart());
  await using scene = await Scene.open();
  await answerAll(scene, few);
  await pauseMs(atRestMs);
  yield atRest(`5 s after ${few} answers`, await scene.inkstone.ask('residentBytes'));
  // Once unmeasured: what so many answers make grow for good is not what each of them keeps.
  await answerAll(scene, many);
  const idle = await scene.inkstone.ask('usedBytes');
  await scene.begin('conversations', many);
  const busy = await scene.inkstone.ask('usedBytes');
  await scene.end();
  const ours = (busy - idle) / many / 1024;
  yield amountFinding(`a running answer with one viewer, after a collection (of ${many})`, {
    ours,
    unit: 'KB',
    budget: 64,
  });
};

async function residentAfterStart(): Promise<number> {
  const dataDir = await makeDataDir();
  await using parts = new AsyncDisposableStack();
  parts.defer(() => rm(dataDir, { recursive: true }));
  const program = parts.use(await startProgram(serve, dataDir));
  await pauseMs(atRestMs);
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(program.pid)]);
  return Number(stdout) * 1024;
}

function atRest(when: string, residentBytes: number) {
  const ours = residentBytes / mebibyte;
  return amountFinding(`resident ${when}`, { ours, unit: 'MB', budget: 120 });
}

async function answerAll(scene: Scene, count: number): Promise<void> {
  await scene.begin('conversations', count);
  await scene.upstream.ask('flood', { tokens: 100 });
  await pauseMs(1000);
  await scene.end();
}
