import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useCatalogueOf } from '../../src/server/providers/catalogue/catalogue.ts';
import { seriousFaults } from './axe.ts';
import { phone, script, type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open } = useProduct();

beforeAll(() => {
  const source = 'https://example.com/prices';
  const price = { currency: 'CNY', input: 1000, output: 3000, asOf: '2026-05-01', source } as const;
  useCatalogueOf({ demo: [{ match: '*', price }] });
});
afterAll(() => useCatalogueOf({}));

const usage = (page: Page): Locator => page.getByRole('dialog', { name: 'Usage and cost' });

async function ask(page: Page, text: string): Promise<void> {
  await page.locator('#composer').fill(text);
  await page.getByRole('button', { name: /^(Send|发送)$/ }).click();
  await page.locator('article[aria-busy="false"]').last().waitFor();
}

async function asked(options = {}): Promise<Visitor> {
  const visitor = await open('/', options);
  await ask(visitor.page, script({ text: 'one two three' }));
  return visitor;
}

test('an answer says what it has cost, by which price, and what its conversation has', async () => {
  await using visitor = await asked();
  const { page } = visitor;
  const cost = page.getByRole('button', { name: /^Tokens and cost of this answer: ¥0\.\d+$/ });
  expect(await cost.getAttribute('aria-expanded')).toBe('false');
  await cost.click();
  const details = page.locator('article dl');
  await details.getByText(/^\s*¥0\.\d+ \(price of May 1, 2026\)\s*$/).waitFor();
  await details.getByText(/\d+ tokens in 2 requests/).waitFor();
  await cost.click();
  await details.waitFor({ state: 'detached' });
});

test('the page of usage is reached from the settings, goes back there, and can be gone through with keys', async () => {
  await using visitor = await asked();
  const { page } = visitor;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('dialog', { name: 'Settings' }).getByRole('link', { name: 'Usage and cost' }).click();
  const chart = usage(page).getByRole('slider', { name: /^In yuan by day/ });
  await chart.focus();
  const told = () => chart.getAttribute('aria-valuetext');
  expect(await told()).toMatch(/: ¥\d+\.\d+, Demo ¥/);
  await page.keyboard.press('ArrowLeft');
  expect(await told()).toMatch(/: ¥0\.00$/);
  await page.keyboard.press('Home');
  expect(await chart.getAttribute('aria-valuenow')).toBe('0');
  await usage(page).getByRole('radio', { name: '7 days' }).check();
  await expect.poll(() => chart.getAttribute('aria-valuemax')).toBe('6');
  await usage(page)
    .getByRole('row', { name: /^Total \d+/ })
    .waitFor();
  await usage(page).getByText('By day').click();
  await usage(page)
    .getByRole('region', { name: 'By day' })
    .getByRole('row', { name: /^Demo \d+/ })
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Settings' }).waitFor();
});

test('the table is downloaded in the language of the page', async () => {
  await using visitor = await asked({ locale: 'zh-CN' });
  const { page } = visitor;
  await page.goto(new URL('/usage', page.url()).href);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载 CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('usage.csv');
  expect(await readFile(await download.path(), 'utf8')).toMatch(/日期,服务,模型.*\r\n\d{4}-.*demo/s);
});

test('a phone shows it without anything to push aside, and nobody is kept out, by day and by night', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await using visitor = await asked({ ...phone, colorScheme });
    const { page } = visitor;
    await page.getByRole('button', { name: /^Tokens and cost/ }).click();
    expect(await seriousFaults(page)).toEqual([]);
    await page.goto(new URL('/usage', page.url()).href);
    await usage(page)
      .getByRole('row', { name: /^Total \d+/ })
      .waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    const overflow = await usage(page).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
    expect(overflow).toBe(0);
  }
});

test('a budget is set on the page, told of when it is near, stops the next question, and can be raised', async () => {
  await using visitor = await asked();
  const { page } = visitor;
  await page.goto(new URL('/usage', page.url()).href);
  const perDay = usage(page).getByRole('textbox', { name: 'Yuan a day' });
  await perDay.fill('a lot');
  await perDay.press('Enter');
  await usage(page).getByText('Enter an amount, such as 5 or 0.50.').waitFor();
  await perDay.fill('0.01');
  await perDay.press('Enter');
  await usage(page)
    .getByText(/^Spent today: ¥/)
    .waitFor();
  await page.keyboard.press('Escape');
  await page
    .getByRole('status')
    .getByText(/Today’s budget of ¥0.01 is spent./)
    .waitFor();
  await ask(page, script({ text: 'four five' }));
  const answer = page.locator('article').last();
  await answer.getByText(/^Your budget is reached, so the model was not asked/).waitFor();
  await answer.getByRole('link', { name: 'Change the budget' }).click();
  await perDay.fill('');
  await perDay.press('Enter');
  await usage(page)
    .getByText(/^Spent today: ¥/)
    .waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByText(/Today’s budget of/).waitFor({ state: 'detached' });
  await answer.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('four five').last().waitFor();
});
