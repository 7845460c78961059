import { expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { phone, script } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open, product } = useProduct('test');

test('a search is switched on beside the model, and its answer leads to the pages that it rests on', async () => {
  await using visitor = await open('/', phone);
  const { page } = visitor;
  await visitor.waitForStart();
  const search = page.getByRole('button', { name: 'Search the web' });
  await search.click();
  expect(await search.getAttribute('aria-pressed')).toBe('true');
  await visitor.send('What is ink made of?');
  await visitor.waitForEnd();
  const mark = visitor.answers.getByRole('link', { name: /1.*Inkstick/ });
  await mark.first().waitFor();
  await visitor.answers.getByRole('group', { name: 'Sources' }).getByText('Inkstone').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.reload();
  await mark.first().waitFor();
  expect(await search.getAttribute('aria-pressed')).toBe('true');
});

test('how to search is chosen for a conversation, and sent with its questions', async () => {
  await using visitor = await open('/');
  const { page } = visitor;
  await visitor.waitForStart();
  await page.getByRole('button', { name: /^How answers are written/ }).click();
  const dialog = page.getByRole('dialog', { name: 'How answers are written' });
  await dialog.getByRole('radio', { name: 'Always' }).check();
  await dialog.getByRole('radio', { name: 'Thorough' }).check();
  await page.keyboard.press('Escape');
  await visitor.send('What is ink made of?');
  await visitor.waitForEnd();
  const options = { forced_search: true, search_strategy: 'max', enable_source: true };
  const asked = product.demo.requests().find(({ body }) => body?.['input']);
  expect(asked?.body).toMatchObject({ parameters: { enable_search: true, search_options: options } });
});

test('nobody takes an answer for a looked-up one when nothing tells of a search', async () => {
  await using visitor = await open('/');
  const { page } = visitor;
  await visitor.waitForStart();
  await page.getByRole('button', { name: 'Search the web' }).click();
  await visitor.send(script({ text: 'From memory.', refuse: ['native'] }));
  await visitor.waitForEnd();
  await visitor.answers.getByText('No sources: nothing tells that the web was searched').waitFor();
});

test('where a model does not take the search, that is said once', async () => {
  await using visitor = await open('/');
  const { page } = visitor;
  await visitor.waitForStart();
  await page.getByRole('button', { name: 'Search the web' }).click();
  await visitor.send(script({ text: 'From memory.', refuse: ['search'] }));
  await visitor.waitForEnd();
  await visitor.answers.getByText('This model does not take “Web search”').waitFor();
  expect(await visitor.lastAnswer()).not.toContain('No sources');
});
