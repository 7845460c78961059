import type { Environment } from 'vitest/runtime';

/** The page's classes compiled as for the browser, so that their state reacts, but without a document: what needs one is tested in Chromium. */
export default {
  name: 'page',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment;
