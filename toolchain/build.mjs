import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { filesBelow, fingerprint, stamp } from './fingerprint.mjs';
import { withLock } from './lock.mjs';
import { Failure, root, runQuietly, tool } from './run.mjs';
import { step } from './steps.mjs';
import { words } from './words.mjs';

/** @typedef {{ name: 'server' | 'page', inputs: string[], output: string, make: () => Promise<void> }} Half */

const programs = ['protocol', 'server', 'demo-model', 'cli'];
const ground = ['package-lock.json', 'tsconfig.base.json', 'toolchain/build.mjs'];

/** @type {Half[]} */
const halves = [
  {
    name: 'server',
    inputs: [...programs.map((program) => `src/${program}`), ...ground],
    output: 'dist/cli/main.js',
    make: makeServer,
  },
  {
    name: 'page',
    inputs: ['src/web', 'src/protocol', 'vite.config.ts', ...ground],
    output: 'dist/web/index.html',
    make: makePage,
  },
];

/** Brings `dist/` up to date, each half only when what it is made from has changed. */
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

async function makeServer() {
  await runTool('typescript/bin/tsc', ['-b', ...programs.map((program) => `src/${program}`)]);
  copyOtherFiles();
  removeOrphans();
}

function makePage() {
  return runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn']);
}

/** @param {string} path @param {string[]} args */
async function runTool(path, args) {
  const { code, output } = await runQuietly('node', [tool(path), ...args]);
  if (code !== 0) throw new Failure(words.buildFailed, output);
}

/** The compiler emits only what it compiles; a page or a data file beside the code comes along here. */
function copyOtherFiles() {
  for (const file of sources()) {
    if (file.endsWith('.ts') || file.endsWith('tsconfig.json')) continue;
    const target = join(root, 'dist', relative(join(root, 'src'), file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
}

/** What was compiled from a file that is gone would still be found, and packed. */
function removeOrphans() {
  const known = new Set(sources().map((file) => relative(join(root, 'src'), file)));
  for (const file of filesBelow(programs.map((program) => join(root, 'dist', program)))) {
    const path = relative(join(root, 'dist'), file);
    const source = path.replace(/\.(d\.ts|js\.map|js)$/, '.ts');
    if (!known.has(path) && !known.has(source) && !path.endsWith('.tsbuildinfo')) rmSync(file);
  }
}

function sources() {
  return filesBelow(programs.map((program) => join(root, 'src', program)));
}
