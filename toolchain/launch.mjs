// The way from a fresh checkout to a running command. Plain JavaScript without dependencies that Node 18 can parse:
// it runs before the project's own Node and packages are there, and brings both.
import { join } from 'node:path';
import { build } from './build.mjs';
import { check } from './check.mjs';
import { ensureChromium } from './chromium.mjs';
import { dev } from './dev.mjs';
import { withLock } from './lock.mjs';
import { installPackages, packagesAreInstalled } from './packages.mjs';
import { useNode } from './pinned-node.mjs';
import { Failure, passOnSignals, root, runInTerminal } from './run.mjs';
import { explain, step } from './steps.mjs';
import { closingLine, test } from './test.mjs';
import { words } from './words.mjs';

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const commands = {
  async start(args) {
    await build();
    return runInTerminal({ file: 'node', args: [join('dist', 'cli', 'main.js'), 'serve', ...args] });
  },
  dev,
  build: () => build().then(() => 0),
  check: () => check().then(() => 0),
  async test(args) {
    const counts = await test(args);
    console.log(closingLine(counts));
    return counts.failed === 0 ? 0 : 1;
  },
  async bench(args) {
    await build();
    return runInTerminal({ file: 'node', args: [join('bench', 'run.ts'), ...args] });
  },
  async faults(args) {
    await build();
    return runInTerminal({ file: 'node', args: [join('test', 'faults', 'run.ts'), ...args] });
  },
  async fuzz(args) {
    process.env.CHROME_PATH = await ensureChromium();
    await build();
    return runInTerminal({ file: 'node', args: [join('test', 'hostile', 'fuzz.ts'), ...args] });
  },
};

async function usePackages() {
  if (packagesAreInstalled(root)) return;
  await withLock(async () => {
    if (!packagesAreInstalled(root)) await step(words.installingPackages, () => installPackages(root));
  });
}

/** @param {string} name @param {string[]} args */
async function launch(name, args) {
  const command = commands[name];
  if (!command) throw new Failure(words.usage);
  await useNode();
  await usePackages();
  return command(args);
}

passOnSignals();
const [name = '', ...args] = process.argv.slice(2);
try {
  process.exitCode = await launch(name, args);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  explain(error);
  if (name === 'test') console.log(closingLine({ passed: 0, failed: error.count, skipped: 0 }));
  process.exitCode = 1;
}
