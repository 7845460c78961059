import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { installPackages, packagesAreInstalled, readJson } from './packages.mjs';
import { Failure, putFirstOnPath, root, runQuietly } from './run.mjs';
import { step } from './steps.mjs';
import { words } from './words.mjs';

const folder = join(root, 'toolchain');

/** Puts a Node that the project can use first on the path: the running one, or the one that the checkout brings along. */
export async function useNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return putFirstOnPath(dirname(process.execPath));
  const binary = pinnedBinary();
  if (!isReady(binary)) await withLock(() => fetchNode(binary));
  putFirstOnPath(join(folder, 'node_modules', '.bin'));
  putFirstOnPath(dirname(binary));
  process.env.INKSTONE_PINNED_NODE = '1';
}

function pinnedBinary() {
  const machine = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const offered = Object.keys(readJson(join(folder, 'package.json')).optionalDependencies);
  // Node for Apple's own processors is published under the second name only.
  const name = offered.find((one) => one === `node-${machine}` || one === `node-bin-${machine}`);
  if (!name) throw new Failure(words.noNode(`${process.platform} ${process.arch}`));
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(folder, 'node_modules', name, 'bin', file);
}

/** @param {string} binary */
function isReady(binary) {
  return existsSync(binary) && packagesAreInstalled(folder);
}

/** @param {string} binary */
async function fetchNode(binary) {
  if (isReady(binary)) return;
  await step(words.installingNode(process.versions.node), () =>
    installPackages(folder, words.nodeFetchFailed),
  );
  const { code, output } = await runQuietly(binary, ['--version']);
  if (code !== 0) throw new Failure(words.nodeDoesNotRun, output);
}
