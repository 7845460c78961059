import { join } from 'node:path';
import { root, runInTerminal, tool } from './run.mjs';
import { tell } from './steps.mjs';
import { words } from './words.mjs';

const watched = ['protocol', 'server', 'demo-model', 'cli'].map((program) => `--watch-path=src/${program}`);

// A watched Node reports what a worker thread imports as messages of that thread, and the store would take them for its own.
const noReports = ['--import', 'data:text/javascript,delete%20process.env.WATCH_REPORT_DEPENDENCIES'];

/** The page from Vite, which reloads it and passes calls on to the server; the server from its sources, started anew on a change.
 * @param {string[]} args for `serve` */
export function dev(args) {
  // Unreleased migrations must not meet the conversations of every day.
  const data = process.env.INKSTONE_DATA_DIR || join(root, '.cache', 'dev-data');
  const port = process.env.PORT || '3000';
  tell(words.devFolder(data));
  const env = { INKSTONE_DATA_DIR: data, PORT: port, INKSTONE_DEV_SERVER: `http://127.0.0.1:${port}` };
  const server = [...watched, '--watch-preserve-output', ...noReports, join('src', 'cli', 'main.ts')];
  return runInTerminal(
    { file: 'node', args: [...server, 'serve', ...args], env },
    { file: 'node', args: [tool('vite/bin/vite.js'), '--clearScreen', 'false'], env },
  );
}
