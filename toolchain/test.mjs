import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { ensureChromium } from './chromium.mjs';
import { readJson } from './packages.mjs';
import { root, runInTerminal, tool } from './run.mjs';
import { tell } from './steps.mjs';
import { words } from './words.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const countsPath = join(root, '.cache', 'test-counts.json');

/** Sets up, checks, builds and runs every test. @param {string[]} args for Vitest @returns {Promise<Counts>} */
export async function test(args) {
  process.env.CHROME_PATH = await ensureChromium();
  await check();
  await build();
  tell(words.testing);
  rmSync(countsPath, { force: true });
  const env = { INKSTONE_TEST_COUNTS: countsPath };
  const code = await runInTerminal({ file: 'node', args: [tool('vitest/vitest.mjs'), 'run', ...args], env });
  return trueCounts(code, readJson(countsPath));
}

/** Vitest may also fail as a whole: that counts as one failure at least. @param {number} code @param {Counts | undefined} counts */
export function trueCounts(code, counts = { passed: 0, failed: 0, skipped: 0 }) {
  return { ...counts, failed: code === 0 ? counts.failed : Math.max(1, counts.failed) };
}

/** The very last line of `npm test`. @param {Counts} counts */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}
