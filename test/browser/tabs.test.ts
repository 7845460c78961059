import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { script, whenStarted } from './open-page.ts';
import { useProduct } from './use-product.ts';
import { WindowOfTabs } from './window-of-tabs.ts';

const { product, open, step } = useProduct();

/** Twelve pages at once keep a small machine busy. */
const patiently = { timeout: 15_000 };
const isHidden = (page: Page) => page.evaluate(() => document.hidden);

async function lines(): Promise<number> {
  const metrics = await fetch(`${product.address}/metrics`);
  return Number(/^inkstone_viewers (\d+)$/m.exec(await metrics.text())?.[1]);
}

/** Asks for an answer of 200 words, and waits for the first. */
async function write(page: Page, key: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Message' });
  await whenStarted(page);
  await composer.fill(script({ tokens: 200, stepped: true, key }));
  await composer.press('Enter');
  await step(key, 1);
  await page.getByText('t0').first().waitFor();
}

describe('twelve tabs of one browser', () => {
  test('hold one line between them, and each is right when it is shown', async () => {
    await using window = await WindowOfTabs.open();
    const first = await window.openTab(product.address);
    await write(first, 'tabs');
    const tabs = [first];
    while (tabs.length < 12) tabs.push(await window.openTab(first.url()));
    await tabs.at(-1)!.getByText('t0').first().waitFor();
    expect(await Promise.all(tabs.map(isHidden))).toEqual(tabs.map((tab) => tab !== tabs.at(-1)));
    await expect.poll(lines, patiently).toBe(1);
    for (const [index, tab] of tabs.entries()) {
      await step('tabs', 1);
      await tab.bringToFront();
      await tab
        .getByText(`t${index + 1}`)
        .first()
        .waitFor();
    }
    await expect.poll(lines, patiently).toBe(1);
    await tabs.at(-1)!.getByRole('button', { name: 'Stop', exact: true }).click();
    await tabs.at(-1)!.getByText('This answer was stopped.').waitFor();
  });

  test('in twelve windows that are all seen, agree, and can still send', async () => {
    await using visitor = await open();
    await write(visitor.page, 'windows');
    const windows = [visitor.page];
    while (windows.length < 12) {
      const window = await visitor.page.context().newPage();
      await window.goto(visitor.page.url());
      windows.push(window);
    }
    const allShow = (text: string) =>
      Promise.all(windows.map((window) => window.getByText(text).first().waitFor()));
    await allShow('t0');
    expect(await Promise.all(windows.map(isHidden))).toEqual(windows.map(() => false));
    await expect.poll(lines, patiently).toBe(4);
    await step('windows', 1);
    await allShow('t1');
    // The last of them has no line of its own, and a connection to send with all the same.
    await windows.at(-1)!.getByRole('button', { name: 'Stop', exact: true }).click();
    await allShow('This answer was stopped.');
    // Whoever waits gets the place of one that closes.
    await Promise.all(windows.slice(0, 4).map((window) => window.close()));
    await expect.poll(lines, patiently).toBe(4);
  });
});

test('the title of a hidden tab tells that its answer has ended, until the tab is looked at', async () => {
  await using window = await WindowOfTabs.open();
  const tab = await window.openTab('about:blank');
  await tab.clock.install();
  await tab.goto(product.address);
  await write(tab, 'title');
  await window.openTab('about:blank');
  await expect.poll(() => isHidden(tab), patiently).toBe(true);
  await expect.poll(lines, patiently).toBe(0);
  await tab.clock.runFor(31_000);
  expect(await tab.title()).not.toMatch(/^✓/);
  await step('title', 200);
  await expect.poll(async () => (await tab.clock.runFor(10_000), tab.title())).toMatch(/^✓ .+ – Inkstone$/);
  await tab.bringToFront();
  await expect.poll(() => tab.title()).not.toMatch(/^✓/);
});

/** Remembers what the browser was asked to show. */
function recordNotifications(): void {
  const Real = Notification;
  class Recording extends Real {
    constructor(title: string, options?: NotificationOptions) {
      super(title, options);
      shown.push({ title, body: options?.body ?? '' });
      instances.push(this);
    }
  }
  const shown: { title: string; body: string }[] = [];
  const instances: Notification[] = [];
  Object.assign(globalThis, {
    Notification: Recording,
    shownNotifications: shown,
    clickNotification: () => instances.at(-1)?.dispatchEvent(new Event('click')),
  });
}

const shownIn = (tab: Page) =>
  tab.evaluate(() => (globalThis as unknown as { shownNotifications: unknown[] }).shownNotifications);

describe('a notification', () => {
  async function openTabs(window: WindowOfTabs, count: number): Promise<Page[]> {
    await window.context.addInitScript(recordNotifications);
    const tabs = [await window.openTab('about:blank')];
    await tabs[0]!.clock.install();
    await tabs[0]!.goto(product.address);
    while (tabs.length < count) tabs.push(await window.openTab(product.address));
    return tabs;
  }

  async function switchOn(tab: Page): Promise<void> {
    await tab.goto(`${product.address}/settings`);
    await tab.getByRole('radio', { name: 'On', exact: true }).click();
  }

  test('on wish tells that an answer has ended: once, when no tab is looked at, without a word of it', async () => {
    await using window = await WindowOfTabs.open();
    await window.context.grantPermissions(['notifications'], { origin: product.address });
    const [one, two] = (await openTabs(window, 2)) as [Page, Page];
    await one.bringToFront();
    await switchOn(one);
    await one.getByRole('radio', { name: 'On', checked: true }).waitFor();
    await one.goto(product.address);
    await write(one, 'notice');
    const path = new URL(one.url()).pathname;
    await two.goto(product.address);
    await whenStarted(two);
    await window.openTab('about:blank');
    await expect.poll(lines, patiently).toBe(0);
    await step('notice', 200);
    const shown = async () => {
      await one.clock.runFor(10_000);
      return (await Promise.all([one, two].map(shownIn))).flat();
    };
    await expect.poll(shown, patiently).toHaveLength(1);
    await one.clock.runFor(60_000);
    const [notification] = (await shown()) as [{ title: string; body: string }];
    expect(notification.title).toBe('Your answer is ready');
    expect(notification.body).not.toContain('t1');
    const [teller] = (await shownIn(one)).length > 0 ? [one] : [two];
    await teller.evaluate(() =>
      (globalThis as unknown as { clickNotification: () => void }).clickNotification(),
    );
    await expect.poll(() => new URL(teller.url()).pathname).toBe(path);
  });

  test('is not shown where the browser refuses it, and the page says how to allow it', async () => {
    await using visitor = await open('/settings');
    await switchOn(visitor.page);
    await visitor.page.getByText('The browser does not let this page show notifications.').waitFor();
    await visitor.page.getByRole('radio', { name: 'Off', checked: true }).waitFor();
  });
});
