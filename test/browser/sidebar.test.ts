import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { seriousFaults } from './axe.ts';
import { choose, row, rows } from './conversation-rows.ts';
import { phone } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { product, open } = useProduct('test');

/** Conversations with these titles, the first of them the last that was used. */
async function conversations(...titles: string[]): Promise<string[]> {
  const ids = titles.map(() => newId());
  for (const [index, id] of [...ids.entries()].reverse()) {
    const body = JSON.stringify({ id, title: titles[index] });
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${product.address}/api/conversations`, { method: 'POST', headers, body });
    expect(reply.status).toBe(201);
  }
  return ids;
}

const link = (page: Page, title: string): Locator =>
  page.getByRole('navigation').getByRole('link', { name: title });

async function titles(page: Page): Promise<string[]> {
  const texts = await rows(page).allTextContents();
  return texts.map((text) => text.trim());
}

test('a conversation that is renamed in place has its new name on every page at once', async () => {
  const [id] = await conversations('Old name', 'Another');
  await using visitor = await open(`/c/${id}`);
  await using other = await open();
  await choose(visitor.page, 'Old name', 'Rename');
  await visitor.page.keyboard.type('A better name');
  await visitor.page.keyboard.press('Enter');
  await link(other.page, 'A better name').waitFor();
  expect(await titles(visitor.page)).toEqual(['A better name', 'Another']);
  expect(await link(visitor.page, 'A better name').getAttribute('aria-current')).toBe('page');
});

test('Escape leaves the name as it was, and an Enter of an input method ends nothing', async () => {
  await conversations('Kept');
  await using visitor = await open();
  const { page } = visitor;
  await link(page, 'Kept').focus();
  await page.keyboard.press('F2');
  const field = page.getByRole('textbox', { name: 'New title' });
  await field.fill('xin biaoti');
  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true });
  await field.dispatchEvent('keydown', { key: 'Escape', keyCode: 229, isComposing: true });
  expect(await field.inputValue()).toBe('xin biaoti');
  await page.keyboard.press('Escape');
  await link(page, 'Kept').waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Kept');
});

test('a conversation that was deleted while it was open can be brought back, and is open again', async () => {
  const [id] = await conversations('Precious', 'Another');
  await using visitor = await open(`/c/${id}`);
  const { page } = visitor;
  await choose(page, 'Precious', 'Delete');
  await row(page, 'Precious').waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/');
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, 'Precious').waitFor();
  expect(await titles(page)).toEqual(['Precious', 'Another']);
  await page.waitForURL(`**/c/${id}`);
});

test('the list is walked, opened and emptied with the keyboard alone', async () => {
  const ids = await conversations('One', 'Two', 'Three');
  await using visitor = await open();
  const { page } = visitor;
  const focused = (): Promise<string | undefined> =>
    page.evaluate(() => document.activeElement?.textContent?.trim());
  await link(page, 'One').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  expect(await focused()).toBe('Three');
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe('Two');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/c/${ids[1]}`);
  await link(page, 'Two').focus();
  await page.keyboard.press('Delete');
  await row(page, 'Two').waitFor({ state: 'detached' });
  await expect.poll(focused).toBe('Three');
  expect(await page.locator('nav a[tabindex="0"]').count()).toBe(1);
});

test('an answer that is being written is marked in the list until it ends', async () => {
  await using visitor = await open();
  const { page } = visitor;
  await visitor.send('/script {"tokens": 4, "stallAfter": 2}');
  const mark = page.getByRole('navigation').getByRole('img', { name: 'An answer is being written' });
  await mark.waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await mark.waitFor({ state: 'detached' });
});

test('further pages of a long list come while it is scrolled', async () => {
  await conversations(...Array.from({ length: 130 }, (_, index) => `Number ${index + 1}`));
  await using visitor = await open();
  const { page } = visitor;
  await row(page, 'Number 1').first().waitFor();
  expect(await rows(page).count()).toBeLessThan(130);
  await expect
    .poll(async () => {
      await page.getByRole('navigation').evaluate((list) => list.scrollTo(0, list.scrollHeight));
      return rows(page).count();
    })
    .toBe(130);
  expect(await titles(page)).toEqual(Array.from({ length: 130 }, (_, index) => `Number ${index + 1}`));
});

test('a list that was put aside stays aside after a reload, and comes back by its keys', async () => {
  await conversations('One');
  await using visitor = await open();
  const { page } = visitor;
  await page.getByRole('button', { name: 'Close the list of conversations' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Open the list of conversations' }).waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  await page.keyboard.press('Control+Shift+S');
  await link(page, 'One').waitFor();
  await page.keyboard.press('Control+Shift+O');
  expect(new URL(page.url()).pathname).toBe('/');
});

test('on a phone the list is a drawer: it holds the focus, gives it back, and goes when something is chosen', async () => {
  const [id] = await conversations('One', 'Two');
  await using visitor = await open('/', phone);
  const { page } = visitor;
  const menu = page.getByRole('button', { name: 'Open the list of conversations' });
  await menu.tap();
  await link(page, 'One').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.activeElement?.closest('aside') !== null)).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(() => menu.evaluate((button) => button === document.activeElement)).toBe(true);
  await menu.tap();
  await link(page, 'One').tap();
  await page.waitForURL(`**/c/${id}`);
  await expect.poll(() => link(page, 'One').count()).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('on a phone the menu of a row lies over the drawer, where it can be seen', async () => {
  await conversations('One');
  await using visitor = await open('/', phone);
  const { page } = visitor;
  await page.getByRole('button', { name: 'Open the list of conversations' }).tap();
  await page.getByRole('button', { name: 'Actions for “One”' }).tap();
  const rename = page.getByRole('menuitem', { name: 'Rename' });
  await rename.waitFor();
  // Behind an open menu nothing can be touched: what is on top is asked for with that undone.
  const isOnTop = await rename.evaluate((item) => {
    document.body.style.pointerEvents = 'auto';
    const { left, top, height } = item.getBoundingClientRect();
    return item.contains(document.elementFromPoint(left + 20, top + height / 2));
  });
  expect(isOnTop).toBe(true);
  expect(await seriousFaults(page)).toEqual([]);
});

test('an empty list says what will be here, and nothing in it keeps anybody out', async () => {
  await using visitor = await open();
  const { page } = visitor;
  await page.getByText('Your conversations will be listed here.').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: '切换到中文' }).click();
  await page.getByText('你的对话会列在这里。').waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
});

test('an open menu is announced as one, in light and dark', async () => {
  await conversations('One');
  for (const colorScheme of ['light', 'dark'] as const) {
    await using visitor = await open('/', { colorScheme });
    await row(visitor.page, 'One').hover();
    await visitor.page.getByRole('button', { name: 'Actions for “One”' }).click();
    await visitor.page.getByRole('menuitem', { name: 'Rename' }).waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
  }
});
