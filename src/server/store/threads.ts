import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Starts one of the store's threads: the file beside this one, be this the source or in a built bundle (`toolchain/bundle.mjs`). */
export function startThread(name: 'sqlite-writer' | 'sqlite-reader', workerData: unknown): Worker {
  const file = new URL(`./${name}${extname(new URL(import.meta.url).pathname)}`, import.meta.url);
  return new Worker(file, { workerData, name, resourceLimits: { maxYoungGenerationSizeMb: 16 } });
}
