import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { call } from '../../src/protocol/client.ts';
import { changeConversation } from '../../src/protocol/conversations.ts';
import { type Proxy, startProxy } from '../support/proxy.ts';
import { script, type Visitor, words } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { product, open, step } = useProduct();

/** A page behind the proxy, on a clock that tests can move on, with an answer that has begun. */
async function openBehind(proxy: Proxy, key: string): Promise<Visitor> {
  const visitor = await open('about:blank');
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
    // What the page has asked for comes in real time, for which the flying clock has to leave room: as long as the page
    // itself takes to ask and hear three times.
    await page.evaluate(async () => {
      for (let time = 0; time < 3; time++) await fetch('/healthz');
    });
  }
  throw new Error(`not within ${limitMs} ms`);
}

describe('behind a proxy', () => {
  test.each([
    ['that holds streams back from the first byte on', 'hold', 20_000],
    ['that holds back what comes after the first bytes', 'hold-rest', 60_000],
    ['that never hands a stream over', 'silence', 20_000],
  ] as const)('%s, the page polls, and text arrives at once again', async (_, treatment, limitMs) => {
    await using proxy = await startProxy(product.address);
    proxy.streams = treatment;
    const key = `held ${treatment}`;
    await using visitor = await openBehind(proxy, key);
    await whileTimeFlies(visitor.page, async () => proxy.asked.includes('long-poll'), limitMs);
    await expect.poll(() => visitor.lastAnswer()).toContain('t0');
    for (const token of [1, 2, 3]) {
      await step(key, 1);
      await expect.poll(() => visitor.lastAnswer(), { timeout: 5_000 }).toContain(`t${token}`);
    }
    expect(proxy.asked.filter((live) => live === 'sse')).toHaveLength(2);
    await step(key, 40);
    await visitor.waitForEnd();
  });

  test('a line that goes dead without a word is opened again, and nothing is lost', async () => {
    await using proxy = await startProxy(product.address);
    await using visitor = await openBehind(proxy, 'dead');
    await expect.poll(() => visitor.lastAnswer()).toContain('t0');
    proxy.forget();
    await step('dead', 5);
    const lines = proxy.asked.length;
    const passedMs = await whileTimeFlies(visitor.page, async () => proxy.asked.length > lines, 45_000);
    expect(passedMs).toBeGreaterThan(20_000);
    await whileTimeFlies(visitor.page, async () => (await visitor.lastAnswer()).includes('t5'), 10_000);
    await step('dead', 40);
    await visitor.waitForEnd();
    expect(await visitor.lastText()).toBe(words(40));
  });
});

describe('a page whose line is gone', () => {
  async function isWhole(visitor: Visitor, key: string): Promise<void> {
    await step(key, 40);
    await visitor.waitForEnd();
    expect(await visitor.lastText()).toBe(words(40));
  }

  test.each([1, 10, 60])('for %i s keeps trying, and has everything afterwards', async (seconds) => {
    await using proxy = await startProxy(product.address);
    const key = `away ${seconds}`;
    await using visitor = await openBehind(proxy, key);
    await expect.poll(() => visitor.lastAnswer()).toContain('t0');
    proxy.isAway = true;
    proxy.cut();
    await step(key, 3);
    const notice = visitor.page.getByText('The server cannot be reached.');
    for (let second = 0; second < seconds; second++) await visitor.page.clock.runFor(1_000);
    if (seconds > 1) await notice.waitFor();
    proxy.isAway = false;
    const isBack = async (): Promise<boolean> => (await visitor.lastAnswer()).includes('t3');
    const backMs = await whileTimeFlies(visitor.page, isBack, 31_000);
    expect(backMs).toBeLessThanOrEqual(seconds <= 1 ? 3_000 : 31_000);
    await notice.waitFor({ state: 'detached' });
    await isWhole(visitor, key);
  });

  test.each([
    [
      'the network is back',
      async ({ page }: Visitor) => {
        await page.context().setOffline(true);
        await page.context().setOffline(false);
      },
    ],
    [
      'the machine wakes',
      async ({ page }: Visitor) => {
        await page.clock.setSystemTime((await page.evaluate(() => Date.now())) + 3_600_000);
        await page.clock.runFor(2_000);
      },
    ],
  ])('comes again at once when %s, rather than wait out its timer', async (what, wake) => {
    await using proxy = await startProxy(product.address);
    const key = `wake ${what}`;
    await using visitor = await openBehind(proxy, key);
    await expect.poll(() => visitor.lastAnswer()).toContain('t0');
    // The line that went silent stays so: nothing but a new one tells what was missed.
    proxy.forget();
    await step(key, 3);
    const asked = proxy.asked.length;
    await wake(visitor);
    await expect.poll(() => proxy.asked.length, { timeout: 5_000 }).toBeGreaterThan(asked);
    await expect.poll(() => visitor.lastAnswer(), { timeout: 5_000 }).toContain('t3');
    await isWhole(visitor, key);
  });

  test('for so long that the server keeps nothing of what was missed takes everything anew', async () => {
    await using proxy = await startProxy(product.address);
    await using visitor = await openBehind(proxy, 'gone');
    await expect.poll(() => visitor.lastAnswer()).toContain('t0');
    proxy.streams = 'gone';
    proxy.cut();
    await step('gone', 3);
    const conversationId = visitor.conversationId;
    const caller = { origin: product.address, fetch };
    await call(caller, changeConversation, { conversationId }, { title: 'Renamed meanwhile' });
    const lines = proxy.asked.length;
    await whileTimeFlies(visitor.page, () => Promise.resolve(proxy.asked.length > lines), 10_000);
    await expect.poll(() => visitor.lastAnswer(), { timeout: 5_000 }).toContain('t3');
    await visitor.page.getByRole('heading', { name: 'Renamed meanwhile' }).waitFor();
    proxy.streams = 'pass';
    await whileTimeFlies(visitor.page, () => Promise.resolve(proxy.asked.length > lines + 1), 31_000);
    await isWhole(visitor, 'gone');
  });

  test('because it was refused tries again all the same', async () => {
    await using proxy = await startProxy(product.address);
    await using visitor = await openBehind(proxy, 'refused');
    await expect.poll(() => visitor.lastAnswer()).toContain('t0');
    proxy.streams = 'refuse';
    proxy.cut();
    await step('refused', 3);
    const notice = visitor.page.getByText('The server cannot be reached.');
    await whileTimeFlies(visitor.page, () => notice.isVisible(), 10_000);
    for (let second = 0; second < 60; second++) await visitor.page.clock.runFor(1_000);
    proxy.streams = 'pass';
    await whileTimeFlies(visitor.page, async () => (await visitor.lastAnswer()).includes('t3'), 31_000);
    await notice.waitFor({ state: 'detached' });
    await isWhole(visitor, 'refused');
  });

  test('that was frozen, or left and come back to, has everything', async () => {
    await using proxy = await startProxy(product.address);
    await using visitor = await openBehind(proxy, 'frozen');
    const { page } = visitor;
    const lifecycle = await page.context().newCDPSession(page);
    await lifecycle.send('Page.setWebLifecycleState', { state: 'frozen' });
    await step('frozen', 3);
    await lifecycle.send('Page.setWebLifecycleState', { state: 'active' });
    await expect.poll(() => visitor.lastAnswer(), { timeout: 5_000 }).toContain('t3');
    await page.goto(`${proxy.origin}/tutorial`);
    await step('frozen', 3);
    await page.goBack();
    await expect.poll(() => visitor.lastAnswer()).toContain('t6');
    await isWhole(visitor, 'frozen');
  });
});
