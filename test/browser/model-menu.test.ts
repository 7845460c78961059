import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { ModelsReply } from '../../src/protocol/models.ts';
import type { Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open } = useProduct('test');

const field = (page: Page) => page.getByRole('combobox', { name: 'Search models, or type a name' });

/** As a provider with hundreds of models lists them. */
async function withManyModels({ page }: Visitor): Promise<void> {
  await page.route('**/api/models', async (route) => {
    const response = await route.fetch();
    const reply = (await response.json()) as ModelsReply;
    const [first] = reply.models;
    const models = Array.from({ length: 500 }, (_, index) => ({
      ...first!,
      id: `demo/many-${index}`,
      name: `many-${index}`,
      context: 131_072,
      inputs: ['text', 'image'] as const,
    }));
    await route.fulfill({ json: { ...reply, models: [...reply.models, ...models] } });
  });
  await page.reload();
}

test('a model among hundreds is reached by scrolling, with the arrows, and by what it can do', async () => {
  await using visitor = await open('/');
  await withManyModels(visitor);
  const { page } = visitor;
  await page.getByRole('button', { name: /^Model: / }).click();
  await field(page).waitFor();
  await page.keyboard.press('ArrowUp');
  const last = page.getByRole('option', { name: /^many-499/ });
  await last.waitFor();
  expect(await last.getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.getByRole('option').first().getAttribute('aria-selected')).toBe('true');
  await field(page).fill('images 37 MANY');
  await expect.poll(() => page.getByRole('option').count()).toBe(15);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /many-137/ }).waitFor();
});

test('in the colours of the system the line that Enter takes is told from all others', async () => {
  await using visitor = await open('/', { forcedColors: 'active' });
  await withManyModels(visitor);
  const { page } = visitor;
  await page.getByRole('button', { name: /^Model: / }).click();
  await field(page).waitFor();
  await page.keyboard.press('ArrowDown');
  const marked = page.locator('[role="option"][aria-selected="true"]');
  const background = await marked.evaluate((line) => getComputedStyle(line).backgroundColor);
  const all = await page
    .getByRole('option')
    .evaluateAll((lines) => lines.map((line) => getComputedStyle(line).backgroundColor));
  expect(all.filter((one) => one === background)).toHaveLength(1);
});
