import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { apt, mayUseApt } from './apt.mjs';
import { Failure } from './run.mjs';
import { step } from './steps.mjs';
import { words } from './words.mjs';

const packages = ['gcc', 'libc6-dev'];
const command = `sudo apt-get install -y ${packages.join(' ')}`;

function findCompiler() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const places = ['cc', 'gcc', 'clang'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return places.find((path) => existsSync(path));
}

/** Finds a C compiler, installs Debian's if it may, or names the one command that does. */
export async function ensureCompiler() {
  const found = findCompiler();
  if (found) return found;
  if (!mayUseApt()) throw new Failure(words.noCompiler(command));
  await step(words.installingCompiler, () => apt(packages, words.compilerFailed));
  return findCompiler() ?? Promise.reject(new Failure(words.noCompiler(command)));
}
