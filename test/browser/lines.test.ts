import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type Proxy, startProxy } from '../support/proxy.ts';
import { Product, Visitor } from './open-page.ts';

let browser: Browser;
let product: Product;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchChromium(), Product.start()]);
});
afterAll(async () => {
  await browser.close();
  await product[Symbol.asyncDispose]();
});

const step = (key: string, count: number) => product.demo.step(key, count, AbortSignal.timeout(20_000));
const script = (fields: Record<string, unknown>) => `/script ${JSON.stringify(fields)}`;
const shown = (visitor: Visitor) => visitor.answers.last().innerText();

/** A page behind the proxy, on a clock that tests can move on, with an answer that has begun. */
async function openBehind(proxy: Proxy, key: string): Promise<Visitor> {
  const visitor = await Visitor.open(browser, 'about:blank');
  await visitor.page.clock.install();
  await visitor.page.goto(proxy.origin);
  await visitor.waitForStart();
  await visitor.send(script({ tokens: 40, stepped: true, key }));
  await step(key, 1);
  return visitor;
}

/** Lets time fly, in steps short enough that no timer is skipped, until it is so. */
async function whileTimeFlies(page: Page, isSo: () => Promise<boolean>, limitMs: number): Promise<number> {
  for (let passedMs = 0; passedMs <= limitMs; passedMs += 1_000) {
    if (await isSo()) return passedMs;
    await page.clock.runFor(1_000);
  }
  throw new Error(`not within ${limitMs} ms`);
}

describe('behind a proxy', () => {
  test.each([
    ['that holds streams back from the first byte on', 'hold', 12_000],
    ['that holds back what comes after the first bytes', 'hold-rest', 60_000],
    ['that never hands a stream over', 'silence', 12_000],
  ] as const)('%s, the page polls, and text arrives at once again', async (_, treatment, limitMs) => {
    await using proxy = await startProxy(product.address);
    proxy.streams = treatment;
    const key = `held ${treatment}`;
    await using visitor = await openBehind(proxy, key);
    await whileTimeFlies(visitor.page, async () => proxy.asked.includes('long-poll'), limitMs);
    await expect.poll(() => shown(visitor)).toContain('t0');
    for (const token of [1, 2, 3]) {
      await step(key, 1);
      await expect.poll(() => shown(visitor), { timeout: 1_000 }).toContain(`t${token}`);
    }
    expect(proxy.asked.filter((live) => live === 'sse')).toHaveLength(2);
    await step(key, 40);
    await visitor.waitForEnd();
  });

  test('a line that goes dead without a word is opened again, and nothing is lost', async () => {
    await using proxy = await startProxy(product.address);
    await using visitor = await openBehind(proxy, 'dead');
    await expect.poll(() => shown(visitor)).toContain('t0');
    proxy.streams = 'silence';
    await step('dead', 5);
    const lines = proxy.asked.length;
    const passedMs = await whileTimeFlies(visitor.page, async () => proxy.asked.length > lines, 45_000);
    expect(passedMs).toBeGreaterThan(20_000);
    proxy.streams = 'pass';
    await whileTimeFlies(visitor.page, async () => (await shown(visitor)).includes('t5'), 10_000);
    await step('dead', 40);
    await visitor.waitForEnd();
    const words = Array.from({ length: 40 }, (_, index) => `t${index}`).join(' ');
    expect((await visitor.page.locator('.markdown').last().innerText()).trim()).toBe(words);
  });
});
