import { expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { phone, script } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open, product } = useProduct('test');

/** Some 180 tokens. */
const long = 'Grind the ink slowly with a few drops of water so that its black is even. '.repeat(12);
const fits = (name: string): string => script({ text: 'Noted.', contextTokens: 1000 }) + `${name} ${long}`;

/** What the demo model was asked last. */
const lastAsked = (): string =>
  JSON.stringify(
    product.demo.requests().findLast(({ body }) => !JSON.stringify(body ?? '').includes('Write a title'))
      ?.body,
  );

const isRefused = (): boolean => product.demo.requests().some(({ state }) => state === 'refused');

test('a turn that the content filter refuses is set aside, and can be taken back in', async () => {
  await using visitor = await open('/');
  await visitor.waitForStart();
  await visitor.send('first of all');
  await visitor.waitForEnd();
  const refused = { tokens: 9, error: 'output_inspection_failed', errorAfter: 5 };
  await visitor.send(script(refused) + ' about ink');
  await visitor.waitForEnd();
  await visitor.page.getByText('Set aside: the model is not given this question').waitFor();
  expect(await visitor.lastAnswer()).toContain('t4');
  expect(await visitor.page.locator('.aside').count()).toBe(2);
  expect(await seriousFaults(visitor.page)).toEqual([]);
  await visitor.send('and soot?');
  await visitor.waitForEnd();
  await expect.poll(lastAsked).toContain('and soot?');
  expect(lastAsked()).not.toContain('about ink');
  expect(lastAsked()).toContain('first of all');
  await visitor.button('Ask without what is above').click();
  await expect.poll(lastAsked).toContain('about ink');
  expect(lastAsked()).not.toContain('first of all');
  await visitor.page.getByText('The model is not given what is above').waitFor();
  await visitor.waitForEnd();
  await visitor.button('Give them to the model again').click();
  await visitor.page.getByText('Taken back in').waitFor();
  expect(await visitor.page.locator('.aside').count()).toBe(0);
  await visitor.page.reload();
  await visitor.button('Set aside again').waitFor();
});

test('a conversation that gets too long goes on without its oldest part, below a mark', async () => {
  // As high as it takes to have the mark in sight.
  await using visitor = await open('/', { ...phone, viewport: { width: 390, height: 3000 } });
  const { page } = visitor;
  await visitor.waitForStart();
  for (let count = 1; count <= 6; count++) {
    await visitor.send(fits(`Q${count}`));
    await visitor.waitForEnd();
  }
  await expect.poll(lastAsked).toContain('Q6');
  expect(lastAsked()).not.toContain('Q1');
  await page.getByText('The model is not given what is above').waitFor();
  expect(await visitor.questions.last().innerText()).toContain('Q6');
  expect(await visitor.lastText()).toBe('Noted.');
  await visitor.composer.fill(long.repeat(6));
  await page.getByText('The oldest part will be left out.').waitFor();
  await page.getByRole('button', { name: 'Longer than the model can read' }).click();
  const dialog = page.getByRole('dialog', { name: 'What the model is given' });
  await dialog.getByText('Questions').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await dialog.getByRole('radio', { name: 'Stop' }).check();
  await page.keyboard.press('Escape');
  await page.getByText('It will not be asked.').waitFor();
});

test('what is too long is asked once the person has said how, and a summary can be read and changed', async () => {
  await using visitor = await open('/');
  const { page } = visitor;
  await visitor.waitForStart();
  await visitor.send(fits('Q1'));
  await visitor.waitForEnd();
  await page.getByRole('button', { name: /^How answers are written/ }).click();
  await page.getByRole('radio', { name: 'Stop' }).check();
  await page.keyboard.press('Escape');
  for (let count = 2; !isRefused(); count++) {
    await visitor.send(fits(`Q${count}`));
    await expect.poll(lastAsked).toContain(`Q${count}`);
    await visitor.waitForEnd();
  }
  await visitor.button('Summarise the oldest part').click();
  await page.getByText('The model is given a summary of what is above').waitFor();
  await visitor.waitForEnd();
  await page.getByText('Summary', { exact: true }).click();
  await visitor.button('Edit the summary').press('Enter');
  await page.keyboard.type('Nothing of this is kept.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await page
    .getByRole('textbox', { name: 'What the model is given in place of what is above' })
    .fill('Ink is black.');
  await visitor.button('Save').click();
  await page.getByText('Ink is black.').waitFor();
  await visitor.send('And now?');
  await visitor.waitForEnd();
  await expect.poll(lastAsked).toContain('And now?');
  expect(lastAsked()).toContain('Ink is black.');
});
