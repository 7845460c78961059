import { expect, test } from 'vitest';
import { type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open, product } = useProduct();

/** As after an update of the server: what the page was made of is gone, and its document names other files. */
async function update({ page }: Visitor): Promise<void> {
  await page.route('**/assets/**', (route) => route.fulfill({ status: 404, body: '' }));
  await page.route(product.address + '/', async (route) => {
    const reply = await route.fetch();
    await route.fulfill({
      response: reply,
      body: (await reply.text()).replace(/assets\/[^."]+\.js/, 'assets/new.js'),
    });
  });
}

test('a page that was open during an update goes on, and offers to reload where it needs a part that is gone', async () => {
  await using visitor = await open('/', { serviceWorkers: 'block' });
  await visitor.waitForStart();
  await visitor.send('before the update');
  await visitor.waitForEnd();
  await update(visitor);
  await visitor.send('/script {"text":"After the update."}');
  await visitor.answers.getByText('After the update.', { exact: true }).waitFor();
  await visitor.composer.fill('not sent yet');
  const address = visitor.page.url();
  await visitor.page.getByRole('link', { name: 'Settings' }).click();
  await visitor.page.getByText('There is a new version of Inkstone').waitFor();
  expect(visitor.page.url()).toBe(address);
  await visitor.page.unrouteAll();
  await visitor.page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => visitor.answers.count()).toBe(2);
  expect(await visitor.composer.inputValue()).toBe('not sent yet');
  await visitor.page.getByRole('link', { name: 'Settings' }).click();
  await visitor.page.getByRole('dialog', { name: 'Settings' }).waitFor();
});

test('an answer that the page cannot draw any more is plain text, and the page says what mends it', async () => {
  await using visitor = await open('/', { serviceWorkers: 'block' });
  await visitor.waitForStart();
  await update(visitor);
  await visitor.send('/script {"text":"Some **bold** words."}');
  await visitor.answers.getByText('Some **bold** words.').waitFor();
  await visitor.page.getByText('There is a new version of Inkstone').waitFor();
  await visitor.page.unrouteAll();
  await visitor.page.getByRole('button', { name: 'Reload' }).click();
  await visitor.answers.locator('strong').getByText('bold').waitFor();
});

test('a part that does not come for another reason is told as that', async () => {
  await using visitor = await open('/', { serviceWorkers: 'block' });
  await visitor.waitForStart();
  await visitor.page.route('**/assets/**', (route) => route.abort());
  await visitor.page.getByRole('link', { name: 'Settings' }).click();
  await visitor.page.getByText('This part of the page could not be loaded.').waitFor();
  expect(await visitor.page.getByRole('button', { name: 'Reload' }).count()).toBe(0);
});
