import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { fillConversation, type FilledConversation } from './filled-conversation.ts';
import { phone, script, type Visitor } from './open-page.ts';
import { seriousFaults } from './axe.ts';
import { useProduct } from './use-product.ts';

const { product, open, step } = useProduct();

const turns = 1000;
let filled: FilledConversation;

/** Turns of different heights; a few words stand in one place only. */
function textOf(index: number): string {
  const turn = Math.floor(index / 2) + 1;
  if (index % 2 === 0) return `Question ${turn}: how is ink ground?`;
  const code = turn % 3 === 0 ? '\n\n```js\nlet ink = 1;\n```' : '';
  const special = turn === 150 ? '\n\nThe **nee**dle 在此针。' : turn === 900 ? '\n\nAnother needle.' : '';
  return `### Answer ${turn}\n\n${'Stone and water. 石与水。'.repeat(1 + ((turn * 7) % 40))}${code}${special}`;
}

beforeAll(async () => {
  await product.stopServer();
  filled = fillConversation(dirname(product.secretFile), 2 * turns, textOf);
  await product.startServer();
});

const openFilled = async (): Promise<Visitor> => {
  const visitor = await open(`/c/${filled.conversationId}`);
  await visitor.page.getByRole('heading', { name: `Answer ${turns}`, exact: true }).waitFor();
  return visitor;
};

const fromEnd = (page: Page): Promise<number> =>
  page.locator('.scroll').evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);

describe('a conversation of 2,000 messages', () => {
  test('opens at its end with no more drawn than what is near, and is not drawn all when it is gone through', async () => {
    await using visitor = await openFilled();
    const { page } = visitor;
    await expect.poll(() => fromEnd(page)).toBeLessThan(2);
    const rows = page.locator('[data-row]');
    expect(await rows.count()).toBeLessThan(40);
    await page.locator('.scroll').hover();
    for (let turn = 0; turn < 30; turn++) await page.mouse.wheel(0, -900);
    await expect.poll(() => fromEnd(page)).toBeGreaterThan(5000);
    expect(await rows.count()).toBeLessThan(40);
    await visitor.button('Go to the latest').click();
    await expect.poll(() => fromEnd(page)).toBeLessThan(2);
  });

  test('tells its questions, also those that are not loaded, and goes to them', async () => {
    await using visitor = await openFilled();
    const { page } = visitor;
    await visitor.button('In this conversation').click();
    const outline = page.getByRole('navigation', { name: 'In this conversation' });
    await expect.poll(() => outline.locator('li').count()).toBe(turns);
    expect(await outline.locator('[aria-current]').innerText()).toContain(`Question ${turns}:`);
    await outline.getByRole('link', { name: 'Question 3: how' }).click();
    const question = page.getByRole('article').getByText('Question 3: how');
    await question.waitFor();
    const isAtTop = async () => (await question.boundingBox())!.y < 150;
    await expect.poll(isAtTop).toBe(true);
    // It has closed, and knows the place when it is opened again.
    await visitor.button('In this conversation').click();
    await expect.poll(() => outline.locator('[aria-current]').innerText()).toContain('Question 3:');
  });

  test('finds words in all of it with Ctrl+F, and marks them', async () => {
    await using visitor = await openFilled();
    const { page } = visitor;
    await page.keyboard.press('Control+f');
    const bar = page.getByRole('search');
    const status = bar.getByRole('status');
    await page.keyboard.type('NEEDLE');
    await expect.poll(() => status.innerText()).toBe('2 of 2');
    await page.getByText('Another needle.').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => status.innerText()).toBe('1 of 2');
    await page.getByText('在此针').waitFor();
    const marked = () =>
      page.evaluate(() => [...(CSS.highlights.get('found-current') ?? [])].map(String).join());
    await expect.poll(marked).toBe('needle');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => status.innerText()).toBe('2 of 2');
    await bar.getByRole('textbox').fill('针');
    await expect.poll(() => status.innerText()).toBe('1 of 1');
    await bar.getByRole('textbox').fill('no such words');
    await expect.poll(() => status.innerText()).toBe('Not found');
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'detached' });
    expect(await visitor.composer.evaluate((box) => box === document.activeElement)).toBe(true);
  });

  test('has its questions and finds words on a phone', async () => {
    await using visitor = await open(`/c/${filled.conversationId}`, phone);
    const { page } = visitor;
    await visitor.button('In this conversation').tap();
    const sheet = page.getByRole('dialog', { name: 'In this conversation' });
    await sheet.getByRole('link', { name: 'Question 990: how' }).tap();
    await sheet.waitFor({ state: 'detached' });
    await page.getByRole('article').getByText('Question 990: how').waitFor();
    await visitor.button('In this conversation').tap();
    await sheet.getByRole('button', { name: 'Find words' }).tap();
    await page.getByRole('search').getByRole('textbox').fill('needle');
    await expect.poll(() => page.getByRole('search').getByRole('status').innerText()).toMatch(/of 2$/);
  });
});

describe('what is read', () => {
  test('is not left while text streams in, for who selects some of it or presses a key that leads up', async () => {
    await using visitor = await open();
    const { page } = visitor;
    await visitor.send(script({ text: 'line\n\n'.repeat(160), stepped: true, key: 'held' }));
    await step('held', 120);
    const height = () => page.locator('.scroll').evaluate((e) => e.scrollHeight);
    await expect.poll(height).toBeGreaterThan(1500);
    for (const stop of [
      () =>
        page.evaluate(() =>
          getSelection()?.selectAllChildren(document.querySelector('.markdown p:last-child')!),
        ),
      () => page.keyboard.press('PageUp'),
    ]) {
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await expect.poll(() => fromEnd(page)).toBeLessThan(2);
      await stop();
      const before = await height();
      await step('held', 40);
      await expect.poll(height).toBeGreaterThan(before);
      expect(await fromEnd(page)).toBeGreaterThan(20);
      await page.evaluate(() => getSelection()?.removeAllRanges());
      await visitor.button('Go to the latest').click();
    }
    await step('held', 500);
    await visitor.waitForEnd();
  });
});
