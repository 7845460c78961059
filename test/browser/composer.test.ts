import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { call } from '../../src/protocol/client.ts';
import { getConversation } from '../../src/protocol/conversations.ts';
import { ensureChromium } from '../../toolchain/chromium.mjs';
import { seriousFaults } from './axe.ts';
import { script, type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { product, open } = useProduct();

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

  test('says how to send in whole words, or not at all where there is no room for them', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    for (const width of [1_400, 900, 700, 520]) {
      await visitor.page.setViewportSize({ width, height: 800 });
      const { isWhole, isGone } = await visitor.page.locator('#composer-hint').evaluate((hint) => {
        const [box, range] = [hint.getBoundingClientRect(), document.createRange()];
        range.selectNodeContents(hint);
        const words = range.getBoundingClientRect();
        return {
          isWhole: words.left >= box.left && words.right <= box.right + 1 && words.bottom <= box.bottom + 1,
          isGone: words.top >= box.bottom - 1,
        };
      });
      expect([width, isWhole !== isGone]).toEqual([width, true]);
    }
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

describe('a draft', () => {
  const draftOf = async (visitor: Visitor) => {
    const conversationId = visitor.conversationId;
    const caller = { origin: product.address, fetch };
    const { conversation } = await call(caller, getConversation, { conversationId }, undefined);
    return conversation.draft;
  };
  const offerOf = ({ page }: Visitor) => page.getByText(/^A newer draft from another device: /);
  const leaveBox = ({ composer }: Visitor) => composer.evaluate((box: HTMLElement) => box.blur());

  test('is on every device: the one of the start page too', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    await visitor.composer.fill('begun on the laptop');
    await leaveBox(visitor);
    await using phone = await open();
    await expect.poll(() => phone.composer.inputValue()).toBe('begun on the laptop');
    await visitor.composer.fill('');
    await leaveBox(visitor);
    await leaveBox(phone);
    await expect.poll(() => phone.composer.inputValue()).toBe('');
  });

  test('goes with the question that it became, on every device, and does not come back', async () => {
    await using visitor = await open();
    await visitor.send(script({ text: 'Hello.' }));
    await visitor.waitForEnd();
    await visitor.composer.fill(script({ text: 'From a draft.' }));
    await leaveBox(visitor);
    await expect.poll(() => draftOf(visitor)).toContain('From a draft.');
    await using phone = await open(visitor.path);
    await expect.poll(() => phone.composer.inputValue()).toContain('From a draft.');
    await visitor.composer.press('Enter');
    await visitor.answers.getByText('From a draft.', { exact: true }).waitFor();
    await visitor.waitForEnd();
    await expect.poll(() => phone.composer.inputValue()).toBe('');
    expect(await draftOf(visitor)).toBe('');
    await visitor.page.reload();
    await visitor.waitForEnd();
    expect(await visitor.composer.inputValue()).toBe('');
  });

  test('from elsewhere is offered where something is written, and neither is lost', async () => {
    await using visitor = await open();
    await visitor.send(script({ text: 'Hello.' }));
    await visitor.waitForEnd();
    await using phone = await open(visitor.path);
    await phone.waitForEnd();
    await visitor.composer.fill('written here');
    await leaveBox(visitor);
    await expect.poll(() => draftOf(visitor)).toBe('written here');
    await expect.poll(() => offerOf(phone).count()).toBe(1);
    await phone.composer.fill('written on the phone');
    await offerOf(phone).getByText('“written here”').waitFor();
    await phone.page.getByRole('button', { name: 'Dismiss' }).click();
    await leaveBox(phone);
    await expect.poll(() => draftOf(visitor), { timeout: 5_000 }).toBe('written on the phone');
    await offerOf(visitor).waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
    expect(await visitor.composer.inputValue()).toBe('written here');
    await visitor.page.getByRole('button', { name: 'Use it' }).click();
    expect(await visitor.composer.inputValue()).toBe('written on the phone');
    await visitor.page.getByRole('button', { name: 'Undo' }).click();
    expect(await visitor.composer.inputValue()).toBe('written here');
  });

  test('survives a browser that is killed, in a question that is rewritten as well', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkstone-profile-'));
    const first = await launchProfile(folder);
    const page = first.pages()[0]!;
    await page.goto(product.address);
    await page.getByRole('textbox', { name: 'Message' }).fill(script({ text: 'Hello.' }));
    await page.keyboard.press('Enter');
    await page.locator('article[aria-busy="false"]').waitFor();
    await page.getByRole('article', { name: 'You' }).hover();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Edit your question' }).fill('put better');
    await page.getByRole('textbox', { name: 'Message' }).fill('the last word before the crash');
    const address = page.url();
    // Its page dies before any timer of the page can run.
    const devtools = await first.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    void devtools.send('Page.crash').catch(() => 'nobody is left to answer');
    await crashed;
    await first.close();
    const second = await launchProfile(folder);
    const again = second.pages()[0]!;
    await again.goto(address);
    const box = again.getByRole('textbox', { name: 'Message' });
    await expect.poll(() => box.inputValue()).toBe('the last word before the crash');
    const field = again.getByRole('textbox', { name: 'Edit your question' });
    await expect.poll(() => field.inputValue()).toBe('put better');
    await second.close();
    await rm(folder, { recursive: true });
  });
});

describe('a question is asked once', () => {
  const question = (words: string) => script({ text: words });
  const isOnce = async (visitor: Visitor, words: string) => {
    await visitor.answers.getByText(words, { exact: true }).waitFor();
    await visitor.waitForEnd();
    expect(await visitor.questions.count()).toBe(1);
    expect(product.timesAsked(question(words))).toBe(1);
  };

  test('when Enter comes twice, and the button is clicked twice', async () => {
    await using visitor = await open();
    await visitor.composer.fill(question('Sent with Enter.'));
    await visitor.composer.evaluate((box) => {
      const enter = { key: 'Enter', bubbles: true, cancelable: true };
      for (let time = 0; time < 2; time++) box.dispatchEvent(new KeyboardEvent('keydown', enter));
    });
    await isOnce(visitor, 'Sent with Enter.');
    await using other = await open();
    await other.composer.fill(question('Sent with clicks.'));
    await other.page.getByRole('button', { name: 'Send' }).dblclick();
    await isOnce(other, 'Sent with clicks.');
  });

  test('when the server has it and its reply is lost', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    let lost = 0;
    await visitor.page.route('**/messages', async (route) => {
      if (lost > 1) return route.continue();
      await route.fetch();
      lost += 1;
      await route.abort('connectionreset');
    });
    await visitor.send(question('Its reply was lost.'));
    await isOnce(visitor, 'Its reply was lost.');
    await expect.poll(() => lost).toBeGreaterThan(0);
    await visitor.page.reload();
    await isOnce(visitor, 'Its reply was lost.');
  });

  test('when the page is loaded again before the reply', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    const taken = Promise.withResolvers<void>();
    await visitor.page.route('**/messages', async (route) => {
      await route.fetch();
      taken.resolve();
    });
    await visitor.send(question('Loaded again.'));
    await taken.promise;
    await visitor.page.unrouteAll({ behavior: 'ignoreErrors' });
    await visitor.page.reload();
    await isOnce(visitor, 'Loaded again.');
    expect(await visitor.composer.inputValue()).toBe('');
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
    expect(product.timesAsked(question)).toBe(1);
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

/** A browser that keeps what it has in a folder, as a person's does. */
async function launchProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: await ensureChromium(),
    chromiumSandbox: process.getuid?.() !== 0,
    locale: 'en-GB',
  });
}
