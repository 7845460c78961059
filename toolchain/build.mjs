import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, fingerprint, stamp } from './fingerprint.mjs';
import { withLock } from './lock.mjs';
import { Failure, root, runQuietly, tool } from './run.mjs';
import { step } from './steps.mjs';
import { words } from './words.mjs';

/** @typedef {{ name: 'server' | 'page', inputs: string[], output: string, make: () => Promise<void> }} Half */

const programs = ['protocol', 'server', 'demo-model', 'cli'];
const ground = ['package-lock.json', 'toolchain/build.mjs'];
const bundler = ['toolchain/bundle.mjs', 'toolchain/licenses.mjs'];

/** @type {Half[]} */
const halves = [
  {
    name: 'server',
    inputs: [...programs.map((program) => `src/${program}`), ...bundler, ...ground],
    output: 'dist/cli/main.js',
    make: makeServer,
  },
  {
    name: 'page',
    inputs: ['src/web', 'src/protocol', 'vite.config.ts', 'tsconfig.base.json', ...ground],
    output: 'dist/web/index.html',
    make: makePage,
  },
];

/** Brings `dist/` up to date, each half only when what it is made from has changed. Types are not looked at: that is for `check`. */
export async function build() {
  if (halves.some(isOutdated)) await withLock(() => makeOutdated(halves.filter(isOutdated)));
}

/** @param {Half[]} outdated */
async function makeOutdated(outdated) {
  const [first, second] = outdated;
  if (!first) return;
  const name = words.building[second ? 'both' : first.name];
  await step(name, () => Promise.all(outdated.map(make)));
}

/** @param {Half} half */
async function make(half) {
  // Read before making: what is edited meanwhile shows as a change the next time.
  const print = printOf(half);
  stampOf(half).forget();
  await half.make();
  stampOf(half).remember(print);
}

/** @param {Half} half */
function isOutdated(half) {
  return !existsSync(join(root, half.output)) || !stampOf(half).fits(printOf(half));
}

/** @param {Half} half */
function stampOf(half) {
  return stamp(join(root, '.cache', `built-${half.name}`));
}

/** @param {Half} half */
function printOf(half) {
  const files = filesBelow(half.inputs.map((path) => join(root, path)));
  return fingerprint(
    root,
    files.filter((file) => !file.endsWith('.test.ts')),
  );
}

function makeServer() {
  return run(join(root, 'toolchain', 'bundle.mjs'));
}

function makePage() {
  return run(tool('vite/bin/vite.js'), 'build', '--logLevel', 'warn');
}

/** @param {string[]} command a script and its arguments */
async function run(...command) {
  const { code, output } = await runQuietly('node', command);
  if (code !== 0) throw new Failure(words.buildFailed, output);
}

/** Whether this half is as its sources are. @param {Half['name']} name */
export function isBuilt(name) {
  const half = halves.find((one) => one.name === name);
  return half !== undefined && !isOutdated(half);
}
