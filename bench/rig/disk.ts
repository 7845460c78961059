import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir } from './scene.ts';
import { rm } from 'node:fs/promises';

/** How long the disk itself takes to make one page durable: what no commit can be faster than. In ascending order. */
export async function diskSyncsMs(durationMs: number): Promise<number[]> {
  const folder = await makeDataDir();
  const file = openSync(join(folder, 'probe'), 'w');
  const page = Buffer.alloc(4096, 1);
  const taken: number[] = [];
  const end = performance.now() + durationMs;
  for (let start = performance.now(); start < end; start = performance.now()) {
    writeSync(file, page);
    fdatasyncSync(file);
    taken.push(performance.now() - start);
  }
  closeSync(file);
  await rm(folder, { recursive: true });
  return taken.sort((a, b) => a - b);
}
