import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Failure, root, runQuietly } from './run.mjs';
import { words } from './words.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string | string[], cpu?: string | string[] }} Entry */

/** True when node_modules holds what the lock file says, for this machine. npm writes its own list last: a cut install has none.
 * @param {string} folder */
export function packagesAreInstalled(folder) {
  const wanted = readJson(join(folder, 'package-lock.json'))?.packages;
  const present = readJson(join(folder, 'node_modules', '.package-lock.json'))?.packages;
  if (!wanted || !present || !lockFitsManifest(folder, wanted[''])) return false;
  const paths = Object.keys(wanted).filter((path) => path !== '');
  return (
    paths.every((path) => isAsWanted(wanted[path], present[path])) &&
    Object.keys(present).every((path) => wanted[path] && fitsMachine(wanted[path]))
  );
}

/** @param {string} folder @param {Record<string, unknown>} locked */
function lockFitsManifest(folder, locked) {
  const manifest = readJson(join(folder, 'package.json'));
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'];
  return kinds.every((kind) => isDeepStrictEqual(manifest?.[kind] ?? {}, locked[kind] ?? {}));
}

/** @param {Entry} wanted @param {Entry | undefined} present */
function isAsWanted(wanted, present) {
  if (!present) return wanted.optional === true;
  return present.version === wanted.version && present.integrity === wanted.integrity;
}

/** A folder that came from another machine holds its binaries. @param {Entry} entry */
function fitsMachine({ os, cpu }) {
  return (!os || [os].flat().includes(process.platform)) && (!cpu || [cpu].flat().includes(process.arch));
}

/** @param {string} folder @param {string} sentence what to tell when it fails */
export async function installPackages(folder, sentence = words.packagesFailed) {
  const npm = npmCommand();
  const args = [
    ...npm.args,
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { code, output } = await runQuietly(npm.file, args, { cwd: folder, shell: npm.shell });
  if (code !== 0) throw new Failure(sentence, output);
}

function npmCommand() {
  const script = pinnedNpm() ?? outerNpm();
  if (script) return { file: 'node', args: [script], shell: false };
  return { file: 'npm', args: [], shell: process.platform === 'win32' };
}

// Debian's npm finds its own modules only with Debian's Node: the pinned Node brings an npm along.
function pinnedNpm() {
  const folder = join(root, 'toolchain', 'node_modules', 'npm');
  const inUse = process.env.INKSTONE_PINNED_NODE === '1';
  return inUse && readJson(join(folder, 'package.json')) ? join(folder, 'bin', 'npm-cli.js') : undefined;
}

function outerNpm() {
  const script = process.env.npm_execpath;
  return script && basename(script) === 'npm-cli.js' ? script : undefined;
}

/** @param {string} path */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** @param {unknown} error */
function isMissing(error) {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
