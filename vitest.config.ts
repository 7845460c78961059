import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const programs = [
  'src/{protocol,server,cli,demo-model}/**/*.test.ts',
  'toolchain/**/*.test.ts',
  'bench/**/*.test.ts',
];
const across = ['test/**/*.test.ts'];
const inBrowser = ['test/browser/**/*.test.ts', 'test/faults/**/*.browser.test.ts'];

/** Vitest's own second is a bound on the machine: what is waited for takes several times as long on a busy one. */
const patiently = { poll: { timeout: 10_000 } };

/**
 * Our programs run no WebAssembly, but what tests them does (PGlite, Node's `fetch`), and V8 now and then ends a process as it
 * compiles, or frees, the way from WebAssembly into JavaScript (https://github.com/nodejs/node/issues/64500): here it does neither.
 */
const withoutWrappers = ['--wasm-wrapper-tiering-budget=1000000000', '--no-wasm-code-gc'];
const execArgv = [...withoutWrappers, '--experimental-eventsource'];

export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    pool: 'forks',
    reporters: ['default', './test/support/vitest-counts.ts'],
    projects: [
      {
        test: {
          name: 'programs',
          include: [...programs, ...across],
          exclude: inBrowser,
          execArgv,
          expect: patiently,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'page',
          include: ['src/web/**/*.test.ts'],
          environment: './test/support/vitest-page-environment.ts',
          execArgv,
          expect: patiently,
          testTimeout: 20_000,
        },
      },
      {
        // One Chromium at a time: two of them on two cores make every wait longer.
        test: {
          name: 'browser',
          include: inBrowser,
          maxWorkers: 1,
          execArgv,
          sequence: { groupOrder: 1 },
          expect: patiently,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
