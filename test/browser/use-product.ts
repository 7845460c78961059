import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Stepped } from '../../src/demo-model/steps.ts';
import { launchChromium } from '../support/chromium.ts';
import { type Outside, Product, Visitor } from './open-page.ts';

/** A browser for the tests of a file, there once they run. */
export function useBrowser(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  return () => browser;
}

export interface ProductInUse {
  readonly product: Product;
  /** A person who opens this path, or address, in a browser of their own. */
  open(address?: string, options?: BrowserContextOptions): Promise<Visitor>;
  /** Lets the model server go on by so many tokens in a stepped answer. */
  step(key: string, count: number): Promise<Stepped>;
}

/** A browser for the tests of a file, and a product: one for all of them, or a new one for each. */
export function useProduct(lifetime: 'file' | 'test' = 'file', outside?: Outside): ProductInUse {
  const browser = useBrowser();
  const product = new Product(outside);
  const [before, after] = lifetime === 'file' ? [beforeAll, afterAll] : [beforeEach, afterEach];
  before(() => product.open());
  after(() => product[Symbol.asyncDispose]());
  return {
    product,
    open: (address = '/', options) =>
      Visitor.open(browser(), new URL(address, product.address).href, options),
    step: (key, count) => product.demo.step(key, count, AbortSignal.timeout(20_000)),
  };
}
