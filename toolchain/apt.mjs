import { existsSync } from 'node:fs';
import { Failure, runQuietly } from './run.mjs';

export function mayUseApt() {
  return existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
}

/** @param {string[]} packages @param {string} sentence what to tell when it fails */
export async function apt(packages, sentence) {
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const { code, output } = await runQuietly('apt-get', args, { env });
    if (code !== 0) throw new Failure(sentence, output);
  }
}
