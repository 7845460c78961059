import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { useProduct } from './use-product.ts';

const { open, product } = useProduct();

/** A file that every page is made of, and one with the words of one language. */
const files = ['**/assets/start-*.js', '**/assets/en-*.js'];

/** A page of which a file does not come, as where the server goes away just then, or a proxy has an error. */
async function openWithout(file: string) {
  const visitor = await open('about:blank', { serviceWorkers: 'block' });
  await visitor.page.route(file, (route) => route.fulfill({ status: 502, body: 'Bad gateway' }));
  await visitor.page.goto(product.address);
  return visitor;
}

const startPage = (page: Page) => page.getByRole('heading', { name: 'What shall we write?' });

test.each(files)(
  'a page without %s says so in both languages, and tries again when asked to',
  async (file) => {
    await using visitor = await openWithout(file);
    const { page } = visitor;
    const notice = page.getByRole('alert');
    await notice.getByText('The page did not load completely.').waitFor();
    await notice.getByText('页面没有完整加载').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    const again = notice.getByRole('button', { name: 'Try again' });
    await again.click();
    await notice.waitFor();
    await page.unrouteAll();
    await again.click();
    await startPage(page).waitFor();
    expect(await notice.count()).toBe(0);
  },
);

test('a page of which a file does not come tries again by itself', async () => {
  await using visitor = await openWithout(files[1]!);
  const { page } = visitor;
  await page.getByRole('alert').waitFor();
  await page.unrouteAll();
  await startPage(page).waitFor();
});
