import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { phone } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open, product } = useProduct('test');

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'How answers are written' });
const field = (page: Page, name: string): Locator => dialog(page).getByRole('textbox', { name });

async function openDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^How answers are written/ }).click();
  await dialog(page).waitFor();
}

/** What the demo model was asked for last, titles left out. */
const asked = (): unknown =>
  product.demo
    .requests()
    .filter(({ body }) => !JSON.stringify(body ?? '').includes('Write a title'))
    .at(-1)?.body;

test('what is set for a conversation is sent with its questions, stays after a reload and is not that of others', async () => {
  await using visitor = await open('/');
  const { page } = visitor;
  await visitor.waitForStart();
  await visitor.send('first');
  await visitor.waitForEnd();
  await openDialog(page);
  expect(await seriousFaults(page)).toEqual([]);
  await field(page, 'Temperature').fill('0.3');
  await field(page, 'Stop words').fill('END\nSTOP');
  await dialog(page).getByRole('radio', { name: 'JSON' }).check();
  await field(page, 'Seed').fill('99999999999');
  await field(page, 'Seed').blur();
  await dialog(page).getByText('This model takes 0 to 2147483647.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'How answers are written (changed here)' }).waitFor();
  await visitor.send('second');
  await visitor.waitForEnd();
  const wanted = { temperature: 0.3, stop: ['END', 'STOP'], response_format: { type: 'json_object' } };
  await expect.poll(asked).toMatchObject(wanted);
  expect(asked()).not.toHaveProperty('seed');
  await page.reload();
  await openDialog(page);
  expect(await field(page, 'Temperature').inputValue()).toBe('0.3');
  await dialog(page).getByRole('button', { name: 'Reset' }).click();
  expect(await field(page, 'Temperature').inputValue()).toBe('');
  await page.keyboard.press('Escape');
  await visitor.send('third');
  await visitor.waitForEnd();
  await expect.poll(() => JSON.stringify(asked())).toContain('third');
  expect(asked()).not.toHaveProperty('temperature');
});

test('what is always wanted of a model holds in every conversation, until one says otherwise', async () => {
  await using visitor = await open('/', phone);
  const { page } = visitor;
  await visitor.waitForStart();
  await openDialog(page);
  await field(page, 'Temperature').fill('1,2');
  await field(page, 'Temperature').blur();
  await dialog(page).getByRole('button', { name: 'Always for this model' }).click();
  await dialog(page).getByRole('button', { name: 'Reset' }).click();
  expect(await field(page, 'Temperature').inputValue()).toBe('1.2');
  await page.keyboard.press('Escape');
  await visitor.send('new');
  await visitor.waitForEnd();
  await expect.poll(asked).toMatchObject({ temperature: 1.2 });
  await openDialog(page);
  await dialog(page).getByRole('button', { name: 'Not always' }).click();
  expect(await field(page, 'Temperature').inputValue()).toBe('');
});

test('a model is asked what it can do only when somebody wants to know, and what it shows is remembered', async () => {
  await using visitor = await open('/', phone);
  const { page } = visitor;
  await visitor.waitForStart();
  const before = product.demo.requests().length;
  await openDialog(page);
  await dialog(page).getByText('What this model can do').click();
  const ability = (name: string): Locator =>
    dialog(page).locator('dl > div', { hasText: name }).getByRole('definition');
  expect(product.demo.requests()).toHaveLength(before);
  await dialog(page).getByRole('button', { name: 'Ask the model' }).click();
  await dialog(page)
    .getByText(/^It was asked \d times/)
    .waitFor();
  expect(product.demo.requests().length - before).toBeLessThanOrEqual(5);
  expect(await ability('Calls tools').textContent()).toBe('Yes');
  expect(await seriousFaults(page)).toEqual([]);
  await page.reload();
  await openDialog(page);
  await dialog(page).getByText('What this model can do').click();
  await ability('Calls tools').getByText('Yes').waitFor();
});
