import { describe, expect, test } from 'vitest';
import { useProduct } from './use-product.ts';

const { product, open } = useProduct();

/** What a browser does where it may not keep anything, and where there is no room left. */
const ways = {
  'that keeps nothing': () => {
    const get = (): never => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    Object.defineProperty(window, 'localStorage', { get });
  },
  'whose storage is full': () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
  },
};

describe.each(Object.entries(ways))('in a browser %s', (_, hinder) => {
  test('a question is asked, a draft waits in its conversation, and what is chosen is shown', async () => {
    await using visitor = await open('about:blank');
    const { page } = visitor;
    await page.addInitScript(hinder);
    await page.goto(product.address);
    await visitor.send('/script {"text":"Written down."}');
    await visitor.answers.getByText('Written down.', { exact: true }).waitFor();
    await visitor.waitForEnd();
    await visitor.composer.fill('not sent yet');
    await page.getByRole('link', { name: 'New conversation' }).first().click();
    await expect.poll(() => visitor.composer.inputValue()).toBe('');
    await page.goBack();
    await expect.poll(() => visitor.composer.inputValue()).toBe('not sent yet');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('radio', { name: '简体中文' }).click();
    await page.getByRole('dialog', { name: '设置' }).waitFor();
  });
});
