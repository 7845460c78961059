import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoModel, startDemoModel } from '../../src/demo-model/server.ts';
import type { QwenPlace } from '../../src/protocol/qwen-places.ts';
import { seriousFaults } from './axe.ts';
import { phone, type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const rightKey = 'sk-right-0123456789abcdef';

/** In the place of Alibaba's: `guarded` is Singapore, and nothing is at the other. */
const qwenPlaces: QwenPlace[] = [];
const { product, open } = useProduct('test', { qwenPlaces });
/** A model server that wants a key. */
let guarded: DemoModel;

beforeEach(async () => {
  guarded = await startDemoModel({ apiKey: rightKey, models: ['house-model'] });
  qwenPlaces.splice(
    0,
    Infinity,
    { id: 'beijing', plan: false, baseUrl: 'http://127.0.0.1:9/v1' },
    { id: 'singapore', plan: false, baseUrl: guarded.url },
  );
});
afterEach(() => guarded.close());

const settings = (page: Page): Locator => page.getByRole('dialog', { name: 'Settings' });
const field = (page: Page, name: string | RegExp): Locator => settings(page).getByRole('textbox', { name });
const key = (page: Page): Locator => settings(page).getByLabel(/^API key/);

/** With nothing but the demo there, the form that adds a server is open at once. */
async function openSettings(options = {}): Promise<Visitor> {
  const visitor = await open('/settings', options);
  await key(visitor.page).waitFor();
  return visitor;
}

async function fillOther(page: Page, baseUrl: string, apiKey: string): Promise<void> {
  await settings(page).getByRole('combobox', { name: 'Provider' }).selectOption('other');
  await field(page, 'Name').fill('House');
  await field(page, 'Address (base URL)').fill(baseUrl);
  await key(page).fill(apiKey);
}

const save = (page: Page): Promise<void> =>
  settings(page).getByRole('button', { name: 'Check and save' }).click();

const alert = (page: Page): Locator => settings(page).getByRole('alert').filter({ hasText: /./ });

async function addHouse(page: Page): Promise<void> {
  await fillOther(page, guarded.url, rightKey);
  await field(page, /^Model to try/).fill('house-model');
  await save(page);
  await settings(page).getByText('House is saved. house-model has answered.').waitFor();
}

test('a wrong key is refused with what to do; the right one is saved and can be used at once', async () => {
  await using visitor = await openSettings();
  const { page } = visitor;
  await fillOther(page, guarded.url, 'sk-wrong');
  await field(page, /^Model to try/).fill('house-model');
  await save(page);
  await alert(page).getByText('The provider refused the key.').waitFor();
  expect(await settings(page).getByRole('heading', { name: 'House' }).count()).toBe(0);
  await key(page).fill(rightKey);
  await save(page);
  await settings(page).getByText('House is saved. house-model has answered.').waitFor();
  await settings(page).getByRole('heading', { name: 'House' }).waitFor();
  await settings(page).getByRole('button', { name: 'Make house-model the default' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Model: house-model' }).waitFor();
});

test('a key of Qwen needs nothing but to be pasted: where it belongs is found, and said', async () => {
  await using visitor = await openSettings();
  const { page } = visitor;
  await key(page).fill('sk-wrong');
  await save(page);
  await alert(page).getByText('No region takes this key.').waitFor();
  await alert(page).getByText('not reached: 127.0.0.1:9').waitFor();
  await key(page).fill(rightKey);
  await save(page);
  await settings(page).getByText('Your key belongs to: International (Singapore).').waitFor();
  await settings(page).getByText(guarded.url).waitFor();
});

test('a key that was saved is nowhere on the page and in nothing that the server sends', async () => {
  await using visitor = await openSettings();
  const { page } = visitor;
  const sent: Promise<string>[] = [];
  const listen = (to: Page): void => {
    to.on('response', (response) => {
      if (response.url().includes('/api/') && !response.url().includes('/stream')) sent.push(response.text());
    });
  };
  listen(page);
  await addHouse(page);
  // Not a reload: it would take away the replies that are still being read.
  const again = await page.context().newPage();
  listen(again);
  await again.goto(page.url());
  await settings(again).getByRole('heading', { name: 'House' }).waitFor();
  expect((await Promise.all(sent)).filter((text) => text.includes(rightKey))).toEqual([]);
  for (const one of [page, again]) {
    expect(await one.content()).not.toContain(rightKey);
    const values = await one
      .locator('input')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    expect(values).not.toContain(rightKey);
  }
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
    rightKey,
  );
});

test('what is wrong before a key can be tried is said at its field', async () => {
  await using visitor = await openSettings();
  const { page } = visitor;
  await save(page);
  await alert(page).getByText('Enter the key first.').waitFor();
  await key(page).fill('sk-with a space');
  await alert(page).getByText('This does not look like a key').waitFor();
  await key(page).fill('sk-sp-1234');
  await settings(page).getByText('belong to a coding or token plan').waitFor();
  await settings(page).getByText('Choose region or address by hand').click();
  await settings(page).getByRole('combobox', { name: 'Region' }).selectOption('workspace');
  await field(page, 'Address (base URL)').fill('dashscope');
  await alert(page).getByText('Enter an address that begins with').waitFor();
  expect(await key(page).getAttribute('aria-invalid')).toBeNull();
});

test('a pasted key loses what came with it', async () => {
  await using visitor = await openSettings();
  const { page } = visitor;
  await page.evaluate(() => navigator.clipboard.writeText('Authorization: Bearer sk-pasted\r\n'));
  await key(page).focus();
  await page.keyboard.press('Control+V');
  expect(await key(page).inputValue()).toBe('sk-pasted');
  await settings(page).getByRole('button', { name: 'Show the key' }).click();
  expect(await key(page).getAttribute('type')).toBe('text');
});

test('a server that is not there is said to be so, and nothing is saved', async () => {
  await using visitor = await openSettings();
  const { page } = visitor;
  const { url } = guarded;
  await guarded.close();
  await settings(page).getByRole('combobox', { name: 'Provider' }).selectOption('deepseek');
  await field(page, 'Address (base URL)').fill(url);
  await key(page).fill(rightKey);
  await save(page);
  await alert(page).getByText('The provider cannot be reached.').waitFor({ timeout: 20_000 });
  await page.reload();
  await key(page).waitFor();
  expect(await settings(page).getByRole('listitem').count()).toBe(1);
});

test('a key is replaced only by one that works, and a server goes only after a second word', async () => {
  await using visitor = await openSettings();
  const { page } = visitor;
  await addHouse(page);
  await settings(page).getByRole('button', { name: 'Done' }).click();
  const house = settings(page).getByRole('listitem').filter({ hasText: 'House' });
  await house.getByRole('button', { name: 'Replace the key of House' }).click();
  await house.getByLabel(/^API key/).fill('sk-wrong');
  await house.getByRole('button', { name: 'Check and save' }).click();
  await house.getByRole('alert').getByText('The provider refused the key.').waitFor();
  await house.getByLabel(/^API key/).fill(rightKey);
  await house.getByRole('button', { name: 'Check and save' }).click();
  await page.getByText('The new key of House works and is stored.').waitFor();
  await house.getByRole('button', { name: 'Delete House' }).click();
  await house.getByText('Forget House and its key? Conversations stay.').waitFor();
  await house.getByRole('button', { name: 'Delete', exact: true }).click();
  await house.waitFor({ state: 'detached' });
});

test('a key whose secret file is gone is asked for again, and all else works', async () => {
  await using visitor = await openSettings();
  const { page } = visitor;
  await addHouse(page);
  await product.stopServer();
  await rm(product.secretFile);
  await product.startServer();
  await page.reload();
  const house = settings(page).getByRole('listitem').filter({ hasText: 'House' });
  await house.getByText('The secret file that this key was encrypted with is missing.').waitFor();
  await house.getByLabel(/^API key/).fill(rightKey);
  await house.getByRole('button', { name: 'Check and save' }).click();
  await house.getByText('Key stored').waitFor();
});

test('language and theme change at once and stay for the next visit', async () => {
  await using visitor = await openSettings();
  const { page } = visitor;
  const paper = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
  expect(await paper()).not.toBe(light);
  await page.getByRole('radio', { name: '简体中文' }).check({ force: true });
  await page.getByRole('dialog', { name: '设置' }).waitFor();
  const dark = await paper();
  await page.reload();
  await page.getByRole('dialog', { name: '设置' }).waitFor();
  expect(await paper()).toBe(dark);
});

test('the settings lie over the conversation and give the focus back when they close', async () => {
  await using visitor = await open();
  const { page } = visitor;
  await visitor.composer.fill('half a thought');
  const link = page.getByRole('link', { name: 'Settings' });
  await link.click();
  await settings(page).waitFor();
  expect(new URL(page.url()).pathname).toBe('/settings');
  await page.keyboard.press('Escape');
  await settings(page).waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/');
  expect(await visitor.composer.inputValue()).toBe('half a thought');
  await expect.poll(() => link.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('nothing in the settings keeps anybody out, light and dark, on a laptop and as a sheet on a phone', async () => {
  for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark', ...phone }]) {
    await using visitor = await openSettings(options);
    await save(visitor.page);
    await alert(visitor.page).first().waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
    const wide = await settings(visitor.page)
      .locator('*')
      .evaluateAll(
        (elements) => elements.filter((element) => element.getBoundingClientRect().right > innerWidth).length,
      );
    expect(wide).toBe(0);
  }
});

test('a model is found by typing, chosen with Enter, and kept for this conversation and new ones', async () => {
  await using visitor = await open();
  const { page } = visitor;
  await visitor.send('hello');
  await visitor.waitForEnd();
  const model = page.getByRole('button', { name: /^Model: / });
  expect(await model.textContent()).toContain('Demo – not a language model');
  await model.click();
  await page.getByRole('combobox', { name: 'Search models, or type a name' }).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.type('thinking');
  await page.keyboard.press('Enter');
  await expect.poll(() => model.textContent()).toContain('demo-thinking');
  await expect.poll(() => model.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.reload();
  await expect.poll(() => model.textContent()).toContain('demo-thinking');
  await page.getByRole('link', { name: 'New conversation' }).first().click();
  await expect.poll(() => model.textContent()).toContain('demo-thinking');
});

test('thinking is switched where a model can do both, sent as it is shown, and remembered', async () => {
  await using visitor = await open();
  const { page } = visitor;
  const think = page.getByRole('button', { name: 'Think', exact: true });
  await think.click();
  expect(await think.getAttribute('aria-pressed')).toBe('true');
  const [request] = await Promise.all([
    page.waitForRequest(
      (candidate) => candidate.method() === 'POST' && candidate.url().endsWith('/messages'),
    ),
    visitor.send('hello'),
  ]);
  expect(request.postDataJSON()).toMatchObject({ options: { thinking: true } });
  await visitor.waitForEnd();
  await page.reload();
  await think.waitFor();
  expect(await think.getAttribute('aria-pressed')).toBe('true');
});

test('a page that has not opened them has loaded neither settings, menus nor lists', async () => {
  const names = await readdir(join(import.meta.dirname, '../../dist/web/assets'));
  const parts = ['SettingsDialog', 'MenuPanel', 'PickerPanel', 'DialogPanel'];
  const late = names.filter((name) => name.endsWith('.js') && parts.includes(name.split('-')[0]!));
  expect(new Set(late.map((name) => name.split('-')[0]))).toEqual(new Set(parts));
  const html = await readFile(join(import.meta.dirname, '../../dist/web/index.html'), 'utf8');
  expect(late.filter((name) => html.includes(name))).toEqual([]);
});
