import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureCompiler } from '../../../toolchain/compiler.mjs';

const source = fileURLToPath(new URL('storage-recorder.c', import.meta.url));
const folder = fileURLToPath(new URL('../../../.cache/faults/', import.meta.url));

/** The path of the library that the server is to be preloaded with; made when it is not there yet, or is out of date. */
export async function storageRecorder(): Promise<string> {
  const print = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12);
  const library = `${folder}storage-recorder-${print}.so`;
  if (existsSync(library)) return library;
  mkdirSync(folder, { recursive: true });
  const made = `${library}.${process.pid}`;
  execFileSync(await ensureCompiler(), ['-shared', '-fPIC', '-O2', '-o', made, source, '-ldl', '-lpthread']);
  renameSync(made, library);
  return library;
}
