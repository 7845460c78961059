import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { Product, Visitor } from './open-page.ts';

let browser: Browser;
let product: Product;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchChromium(), Product.start()]);
});
afterAll(async () => {
  await browser.close();
  await product[Symbol.asyncDispose]();
});

const open = (path = '/') => Visitor.open(browser, product.address + path);
const script = (fields: Record<string, unknown>) => `/script ${JSON.stringify(fields)}`;
/** How often the model was asked for an answer to a question that holds these words. */
const asked = (words: string) =>
  product.demo.requests().filter((request) => JSON.stringify(request).includes(words)).length;

describe('the message box', () => {
  test('has the focus when the page is there', async () => {
    await using visitor = await open();
    await expect.poll(() => visitor.composer.evaluate((e) => e === document.activeElement)).toBe(true);
  });

  test('breaks the line with Shift and Enter, grows, and sends with Enter', async () => {
    await using visitor = await open();
    const height = () => visitor.composer.evaluate((e) => e.clientHeight);
    const low = await height();
    await visitor.composer.pressSequentially('one');
    for (const line of ['two', 'three', 'four']) {
      await visitor.composer.press('Shift+Enter');
      await visitor.composer.pressSequentially(line);
    }
    expect(await visitor.composer.inputValue()).toBe('one\ntwo\nthree\nfour');
    expect(await height()).toBeGreaterThan(low + 30);
    await visitor.composer.press('Enter');
    await visitor.questions.getByText('one two three four').waitFor();
    expect(await visitor.composer.inputValue()).toBe('');
    await visitor.waitForEnd();
  });

  test('does not send while an input method composes', async () => {
    await using visitor = await open();
    await visitor.composer.focus();
    const devtools = await visitor.page.context().newCDPSession(visitor.page);
    await devtools.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 });
    const enter = { key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 };
    await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
    await devtools.send('Input.insertText', { text: '你好' });
    // As Safari does it: the composition has ended before the key that ended it arrives.
    await visitor.composer.evaluate((e) =>
      e.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }),
      ),
    );
    expect(await visitor.composer.inputValue()).toBe('你好');
    expect(await visitor.questions.count()).toBe(0);
    await visitor.composer.press('Enter');
    await visitor.questions.getByText('你好').waitFor();
    await visitor.waitForEnd();
  });

  test('never sends nothing', async () => {
    await using visitor = await open();
    await visitor.composer.fill(' \n ');
    await visitor.composer.press('Enter');
    expect(await visitor.composer.inputValue()).toBe(' \n ');
    expect(await visitor.page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
  });

  test('keeps a draft over a reload, one for each conversation', async () => {
    await using visitor = await open();
    await visitor.send(script({ text: 'Hello.' }));
    await visitor.waitForEnd();
    await visitor.composer.fill('for this one');
    await visitor.page.goto(product.address);
    expect(await visitor.composer.inputValue()).toBe('');
    await visitor.composer.fill('for a new one');
    await visitor.page.reload();
    expect(await visitor.composer.inputValue()).toBe('for a new one');
    await visitor.page.goBack();
    await expect.poll(() => visitor.composer.inputValue()).toBe('for this one');
  });

  test('says by how much a text is too long, and keeps it', async () => {
    await using visitor = await open();
    await visitor.composer.fill('墨'.repeat(100_000));
    await visitor.page.getByText('too long by 37 KiB').waitFor();
    await visitor.composer.press('Enter');
    expect((await visitor.composer.inputValue()).length).toBe(100_000);
    expect(await visitor.questions.count()).toBe(0);
  });

  test('does not freeze over a paste of 5 MB: it says so, and what was written stays', async () => {
    await using visitor = await open();
    await visitor.composer.fill('ink');
    await visitor.page.evaluate(() => navigator.clipboard.writeText('ink and paper\n'.repeat(400_000)));
    await visitor.composer.press('ControlOrMeta+V');
    await visitor.page.getByText('What you pasted is 5.3 MiB').waitFor({ timeout: 5_000 });
    expect(await visitor.composer.inputValue()).toBe('ink');
  });
});

describe('when the server is away', () => {
  test('a message waits, says so, and is asked exactly once when the server is back', async () => {
    await using visitor = await open();
    await visitor.send(script({ text: 'Before.' }));
    await visitor.waitForEnd();
    await product.stopServer();
    await visitor.page.getByText('The server cannot be reached. Nothing is lost').waitFor();
    const question = script({ text: 'After.' });
    await visitor.send(question);
    await visitor.page.getByText('Your message is kept here.').waitFor();
    await visitor.page.getByRole('button', { name: 'Send again' }).click();
    await product.startServer();
    await visitor.answers.getByText('After.', { exact: true }).waitFor();
    await visitor.waitForEnd();
    expect(await visitor.questions.count()).toBe(2);
    expect(asked('After.')).toBe(1);
  });

  test('a message can be taken back', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    await product.stopServer();
    await visitor.send('not yet');
    await visitor.page.getByRole('button', { name: 'Take back' }).click();
    expect(await visitor.composer.inputValue()).toBe('not yet');
    expect(await visitor.questions.count()).toBe(0);
    await product.startServer();
  });

  test('a message that was not sent is there after a reload, and goes by itself', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    await visitor.page.route('**/messages', (route) => route.abort('connectionrefused'));
    await visitor.send(script({ text: 'In the end.' }));
    await visitor.page.getByText('Your message is kept here.').waitFor();
    await visitor.page.unrouteAll();
    await visitor.page.reload();
    await visitor.answers.getByText('In the end.', { exact: true }).waitFor();
    await visitor.waitForEnd();
    expect(await visitor.questions.count()).toBe(1);
  });
});
