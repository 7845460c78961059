import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { phone } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open } = useProduct('test');

const field = (page: Page) => page.getByRole('combobox', { name: 'Search models, or type a name' });

test('a favourite stands first on every device, and is taken out again with the keyboard alone', async () => {
  await using visitor = await open('/');
  const { page } = visitor;
  await page.getByRole('button', { name: /^Model: / }).click();
  await field(page).waitFor();
  await page
    .getByRole('option', { name: /^demo-thinking/ })
    .locator('[data-star]')
    .click();
  const favourites = page.getByRole('group', { name: 'Favourites' });
  await favourites.getByRole('option', { name: /^demo-thinking/ }).waitFor();
  await using other = await open('/', phone);
  await other.page.getByRole('button', { name: /^Model: / }).click();
  const there = other.page.getByRole('group', { name: 'Favourites' });
  await there.getByRole('option', { name: /^demo-thinking/ }).waitFor();
  expect(await seriousFaults(other.page)).toEqual([]);
  await field(page).fill('thinking');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await there.waitFor({ state: 'detached' });
}, 100_000);
