import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Starts one of the store's threads: the file beside this one, in whichever form this one is (source or built). */
export function startThread(name: 'sqlite-writer' | 'sqlite-reader', workerData: unknown): Worker {
  const file = new URL(`./${name}${extname(new URL(import.meta.url).pathname)}`, import.meta.url);
  return new Worker(file, { workerData, name, resourceLimits: { maxYoungGenerationSizeMb: 16 } });
}
