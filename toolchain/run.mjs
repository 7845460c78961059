import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What stops a command: a sentence for the person, and what the tool that failed had to say. */
export class Failure extends Error {
  /** @param {string} sentence @param {string} [output] @param {number} [count] how many things failed */
  constructor(sentence, output = '', count = 1) {
    super(sentence);
    this.output = output;
    this.count = count;
  }
}

/** @param {string} folder */
export function putFirstOnPath(folder) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  process.env[name] = folder + delimiter + (process.env[name] ?? '');
}

/** The script of a tool that is installed in the checkout; starting it with node spares npx.
 * @param {string} path */
export function tool(path) {
  return join(root, 'node_modules', path);
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let interruptedWith = 0;

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Passes signals on to what runs. A quiet tool is waited for, as npm needs a moment to undo half an installation. */
export function passOnSignals() {
  for (const signal of /** @type {(keyof typeof exitCodes)[]} */ (Object.keys(exitCodes))) {
    // Ctrl-C in a terminal reaches the whole group: passing it on as well would be a second Ctrl-C.
    const reachesAll = signal === 'SIGINT' && process.stdin.isTTY;
    process.on(signal, () => interrupt(signal, reachesAll));
  }
  if (process.env.npm_lifecycle_event) stopWithNpm();
}

// npm passes a signal on to the shell between us, which dies of it and tells nobody.
function stopWithNpm() {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    interrupt('SIGTERM', false);
  }, 500);
  watch.unref();
}

/** @param {keyof typeof exitCodes} signal @param {boolean} reachesAll */
function interrupt(signal, reachesAll) {
  interruptedWith = exitCodes[signal];
  if (running.size === 0) process.exit(interruptedWith);
  if (!reachesAll) running.forEach((child) => child.kill(signal));
}

/** @param {string} file @param {string[]} args @param {import('node:child_process').SpawnOptions} options */
function start(file, args, options) {
  const child = spawn(file, args, options);
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

/** Runs a program quietly and gives all that it printed.
 * @param {string} file @param {string[]} args @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>} */
export function runQuietly(file, args, { cwd = root, env = {}, shell = false } = {}) {
  return new Promise((resolve) => {
    const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const merged = { ...process.env, ...colour, ...env };
    const child = start(file, args, { cwd, shell, env: merged, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (/** @type {Buffer} */ piece) => void (output += piece.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ code: 127, output: output + error.message }));
    child.on('close', (code) => {
      if (interruptedWith && running.size === 0) process.exit(interruptedWith);
      if (!interruptedWith) resolve({ code: code ?? 1, output });
    });
  });
}

/** Runs programs in the terminal, side by side; when one ends, the others are told to. Gives the exit code of the first to end.
 * @param {{ file: string, args: string[], env?: NodeJS.ProcessEnv }[]} programs
 * @returns {Promise<number>} */
export async function runInTerminal(...programs) {
  const children = programs.map(({ file, args, env }) =>
    start(file, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' }),
  );
  const endings = children.map(ending);
  const code = await Promise.race(endings);
  running.forEach((child) => child.kill('SIGTERM'));
  await Promise.all(endings);
  return code;
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} */
function ending(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
