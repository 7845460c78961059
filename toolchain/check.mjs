import { join } from 'node:path';
import { filesBelow, fingerprint, stamp } from './fingerprint.mjs';
import { withLock } from './lock.mjs';
import { Failure, root, runQuietly, tool } from './run.mjs';
import { sideStep, tell } from './steps.mjs';
import { words } from './words.mjs';

/** @typedef {keyof typeof words.checks} CheckName */
/** `inputs`: all that the outcome depends on, for a tool that keeps no cache of its own.
 * @typedef {{ name: CheckName, runs: string[][], inputs?: string[] }} Check */

// Two lanes for two cores. The Svelte files are looked at once the types that they import are built.
/** @type {Check[][]} */
const lanes = [
  [
    {
      name: 'types',
      runs: [
        ['typescript/bin/tsc', '-b'],
        ['typescript/bin/tsc', '-p', 'tsconfig.test.json'],
      ],
    },
    {
      name: 'svelte',
      inputs: ['src/web', 'src/protocol', 'package-lock.json', 'tsconfig.base.json', 'toolchain/check.mjs'],
      runs: [['svelte-check/bin/svelte-check', '--tsconfig', 'src/web/tsconfig.json', '--fail-on-warnings']],
    },
  ],
  [
    {
      name: 'lint',
      runs: [
        [
          'eslint/bin/eslint.js',
          '--cache',
          '--cache-location',
          '.cache/eslint',
          '--cache-strategy',
          'content',
          '--max-warnings',
          '0',
          '.',
        ],
      ],
    },
    {
      name: 'format',
      runs: [['prettier/bin/prettier.cjs', '--check', '--cache', '--cache-location', '.cache/prettier', '.']],
    },
    {
      name: 'unused',
      runs: [['knip/bin/knip.js', '--no-progress']],
    },
  ],
];

/** Format, lint, types and unused code. Throws with all that was found. */
export async function check() {
  tell(words.checking);
  const results = await withLock(() => Promise.all(lanes.map(runLane)));
  const failed = results.flat().filter((result) => result.code !== 0);
  if (failed.length === 0) return;
  const names = failed.map(({ name }) => words.checks[name]).join(', ');
  const output = failed.map(({ name, output }) => `── ${words.checks[name]}\n${output.trim()}`).join('\n\n');
  throw new Failure(words.checkFailed(names), output, failed.length);
}

/** @param {Check[]} lane */
async function runLane(lane) {
  const results = [];
  for (const check of lane) {
    const result = await sideStep(
      words.checks[check.name],
      () => runCheck(check),
      ({ code }) => code === 0,
    );
    results.push({ ...result, name: check.name });
  }
  return results;
}

/** @param {Check} check */
async function runCheck({ name, runs, inputs }) {
  if (!inputs) return runTools(runs);
  const print = fingerprint(root, filesBelow(inputs.map((path) => join(root, path))));
  const passed = stamp(join(root, '.cache', `passed-${name}`));
  if (passed.fits(print)) return { code: 0, output: '' };
  const result = await runTools(runs);
  if (result.code === 0) passed.remember(print);
  return result;
}

/** One after the other, up to the first that fails. @param {string[][]} runs */
async function runTools(runs) {
  let output = '';
  for (const [path = '', ...args] of runs) {
    const result = await runQuietly('node', [tool(path), ...args]);
    output += result.output;
    if (result.code !== 0) return { code: result.code, output };
  }
  return { code: 0, output };
}
