import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { useBrowser } from '../use-product.ts';
import { MarkdownPage } from './page.ts';

export interface MarkdownLab {
  /** The one that all tests of a file draw on. */
  readonly page: Page;
  /** Another, which remembers nothing. */
  fresh(): Promise<MarkdownPage>;
}

/** A page for the tests of a file, on which `Answer` draws answers; it must not have complained once they are over. */
export function useMarkdownPage(): MarkdownLab {
  const browser = useBrowser();
  let shared: MarkdownPage;
  beforeAll(async () => {
    shared = await MarkdownPage.open(browser());
  });
  afterAll(() => shared[Symbol.asyncDispose]());
  return {
    get page() {
      return shared.page;
    },
    fresh: () => MarkdownPage.open(browser()),
  };
}
