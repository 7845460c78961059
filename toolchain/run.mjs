import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Something that stops the command: a sentence for the person, and what the tool that failed had to say. */
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

/** Runs a program quietly and gives all that it printed.
 * @param {string} file @param {string[]} args @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>} */
export function runQuietly(file, args, { cwd = root, env = {}, shell = false } = {}) {
  return new Promise((resolve) => {
    const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const child = spawn(file, args, {
      cwd,
      shell,
      env: { ...process.env, ...colour, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (/** @type {Buffer} */ piece) => void (output += piece.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ code: 127, output: output + error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs programs in the terminal, side by side; when one ends, the others are told to. Gives the exit code of the first to end.
 * @param {{ file: string, args: string[], env?: NodeJS.ProcessEnv }[]} programs
 * @returns {Promise<number>} */
export async function runInTerminal(...programs) {
  const children = programs.map(({ file, args, env }) =>
    spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' }),
  );
  const tell = (/** @type {NodeJS.Signals} */ signal) => children.forEach((child) => child.kill(signal));
  forwardSignals(tell);
  const endings = children.map((child) => ending(child));
  const code = await Promise.race(endings);
  tell('SIGTERM');
  await Promise.all(endings);
  return code;
}

/** @param {(signal: NodeJS.Signals) => void} tell */
function forwardSignals(tell) {
  // Ctrl-C in a terminal reaches the whole group: passing it on as well would be a second Ctrl-C.
  process.on('SIGINT', () => process.stdin.isTTY || tell('SIGINT'));
  process.on('SIGTERM', () => tell('SIGTERM'));
  process.on('SIGHUP', () => tell('SIGHUP'));
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} */
function ending(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
