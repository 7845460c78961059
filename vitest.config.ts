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
          sequence: { groupOrder: 1 },
          expect: patiently,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
