import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure, root } from './run.mjs';
import { tell } from './steps.mjs';
import { words } from './words.mjs';

const beatMs = 2_000;
const silentMs = 30_000;
const patienceMs = 600_000;

let held = false;

/** Runs `work` while no other launcher installs or builds in this checkout. Inside another `withLock` it just runs.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>} */
export async function withLock(work, path = join(root, '.cache', 'launch.lock')) {
  if (held) return work();
  await takeLock(path);
  held = true;
  const beat = setInterval(() => touch(path), beatMs);
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
    held = false;
  }
}

/** @param {string} path */
async function takeLock(path) {
  mkdirSync(join(path, '..'), { recursive: true });
  const begin = Date.now();
  for (let told = false; !tryToTake(path); told = true) {
    if (!told) tell(words.waiting);
    if (Date.now() - begin > patienceMs) throw new Failure(words.lockHeld(path));
    await delay(200);
  }
}

/** @param {string} path @returns {boolean} */
export function tryToTake(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    // A link appears with its content, or not at all: nobody reads a lock that is only half written.
    linkSync(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return removeIfStale(path) && tryToTake(path);
  } finally {
    rmSync(own, { force: true });
  }
}

/** @param {string} path */
function removeIfStale(path) {
  const holder = readHolder(path);
  if (holder === undefined) return true;
  if (isAlive(holder.pid) && Date.now() - holder.seenAt < silentMs) return false;
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    // Another launcher was quicker, and this is its fresh lock: give it back.
    if (readHolder(aside)?.pid !== holder.pid) linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return true;
}

/** @param {string} path */
function readHolder(path) {
  try {
    return { pid: Number(readFileSync(path, 'utf8')), seenAt: statSync(path).mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {string} path */
function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
