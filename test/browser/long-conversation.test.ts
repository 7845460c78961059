import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { fillConversation, type FilledConversation } from './filled-conversation.ts';
import { phone, script, type Visitor } from './open-page.ts';
import { seriousFaults } from './axe.ts';
import { Random } from '../faults/rig/random.ts';
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

/** The message at the top of what is seen, and where it ends: its beginning may be what grows. */
const seen = (page: Page) =>
  page.locator('.scroll').evaluate((scroller) => {
    const { top, left, width } = scroller.getBoundingClientRect();
    const element = document.elementFromPoint(left + width / 2, top + 40)?.closest('[data-row]');
    const row = element as HTMLElement | null;
    return { id: row?.dataset['row'] ?? '', endPx: row ? row.getBoundingClientRect().bottom - top : 0 };
  });

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
    await outline.locator('li', { hasText: 'Question 3: how' }).locator('button').click();
    const question = page.getByRole('article').getByText('Question 3: how');
    await question.waitFor();
    const isAtTop = async () => (await question.boundingBox())!.y < 150;
    await expect.poll(isAtTop).toBe(true);
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
    await sheet.getByRole('button', { name: 'Question 990: how' }).tap();
    await sheet.waitFor({ state: 'detached' });
    await page.getByRole('article').getByText('Question 990: how').waitFor();
    await visitor.button('In this conversation').tap();
    await sheet.getByRole('button', { name: 'Find in this conversation' }).tap();
    await page.getByRole('search').getByRole('textbox').fill('needle');
    await expect.poll(() => page.getByRole('search').getByRole('status').innerText()).toMatch(/of 2$/);
  });
});

describe('what is read', () => {
  test('stays where it is, whatever happens around it', { timeout: 120_000 }, async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
    console.log(`long-conversation.test.ts: SEED=${seed}`);
    const random = new Random(seed);
    await using visitor = await openFilled();
    const { page } = visitor;
    await page.locator('.scroll').hover();
    await page.mouse.wheel(0, -2500);
    await expect.poll(() => fromEnd(page)).toBeGreaterThan(1000);
    for (let turn = 0; turn < 40; turn++) {
      await page.mouse.wheel(0, random.below(1600) - 1000);
      await atRest(page);
      const before = await seen(page);
      // At the end it is the end that is followed.
      if (before.id === '' || (await fromEnd(page)) < 400) continue;
      await disturb(page, random);
      await atRest(page);
      const end = await page.evaluate(endOf, before.id);
      expect(Math.abs(end - before.endPx), `turn ${turn} of SEED=${seed}`).toBeLessThan(2);
    }
  });

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

/** Nothing has moved for some frames: a turn of the wheel takes several, and what it brings into view too. */
const atRest = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const scroller = document.querySelector('.scroll')!;
    const place = () => `${scroller.scrollTop} ${scroller.scrollHeight}`;
    for (let still = 0, before = ''; still < 12; still++) {
      await new Promise(requestAnimationFrame);
      if (place() !== before) still = 0;
      before = place();
    }
  });

const endOf = (id: string): number => {
  const edge = document.querySelector('.scroll')!.getBoundingClientRect().top;
  return document.querySelector(`[data-row="${id}"]`)!.getBoundingClientRect().bottom - edge;
};

/** As when an image arrives, a fold opens, a formula is drawn or code changes its height in a message above, or the window changes. */
async function disturb(page: Page, random: Random): Promise<void> {
  const [isResize, share, heightPx] = [random.isOneIn(7), random.next(), random.below(600)];
  if (isResize) {
    const height = 600 + Math.floor(share * 200);
    return page.setViewportSize({ width: 1280, height });
  }
  await page.evaluate(
    ([at, px]) => {
      const edge = document.querySelector('.scroll')!.getBoundingClientRect().top;
      const above = [...document.querySelectorAll('.markdown > *')].filter(
        (block) => block.getBoundingClientRect().bottom < edge,
      );
      const block = above[Math.floor(at * above.length)] as HTMLElement | undefined;
      if (block) block.style.minHeight = block.style.minHeight ? '' : `${px}px`;
    },
    [share, heightPx] as const,
  );
}
