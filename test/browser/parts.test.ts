import { describe, expect, test } from 'vitest';
import { script, type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open, step } = useProduct();

const sources = [
  { title: 'Inkstick', url: 'https://en.wikipedia.org/wiki/Inkstick' },
  { title: 'Inkstone', url: 'https://en.wikipedia.org/wiki/Inkstone' },
];

async function answered(fields: Record<string, unknown>): Promise<Visitor> {
  const visitor = await open();
  await visitor.send(script(fields));
  await visitor.waitForEnd();
  return visitor;
}

describe('sources', () => {
  test('are listed below the answer, and marks in the text lead to them by keyboard', async () => {
    const { page } = await answered({ text: 'Soot.[1] Stone.[ref_2] Not `a[1]` nor [7].', sources });
    const list = page.getByRole('group', { name: 'Sources' });
    await expect
      .poll(() => list.getByRole('listitem').allInnerTexts())
      .toEqual(['Inkstick en.wikipedia.org', 'Inkstone en.wikipedia.org']);
    const marks = page.locator('.markdown').getByRole('link');
    expect(await marks.allInnerTexts()).toEqual(['[1]', '[2]']);
    await marks.last().focus();
    await page.keyboard.press('Enter');
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
    expect(await focused()).toContain('Inkstone');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(sources[1]!.url);
  });

  test('that come after the text leave what is selected in it alone', async () => {
    const visitor = await open();
    const { page } = visitor;
    await visitor.send(script({ key: 'late', stepped: true, text: 'Soot and glue.[1]', sources }));
    await step('late', 6);
    await page.locator('.markdown', { hasText: '[1]' }).waitFor();
    await page.evaluate(() => getSelection()?.selectAllChildren(document.querySelector('.markdown p')!));
    await step('late', 99);
    await page.locator('.markdown a[href^="#source"]').waitFor();
    expect(await page.evaluate(() => String(getSelection()))).toBe('Soot and glue.[1]');
  });

  test('with hostile names show who is really there', async () => {
    const hostile = [
      { title: 'https://bank.example/login', url: 'https://evil.example/' },
      { title: 'invoice \u202Efdp.exe', url: 'https://user:pass@other.example/' },
      { title: '<img src=x onerror=alert(1)>', url: 'javascript:alert(1)' },
    ];
    const { page } = await answered({ text: 'See[1][2][3].', sources: hostile });
    const entries = page.getByRole('group', { name: 'Sources' }).getByRole('listitem');
    await entries.first().waitFor();
    expect(await entries.count()).toBe(2);
    expect(await entries.locator('.host').allInnerTexts()).toEqual([' evil.example', ' other.example']);
    expect(await entries.locator('.hidden-character').getAttribute('title')).toBe('U+202E');
    const link = entries.first().getByRole('link');
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
  });

  test('are copied with the answer', async () => {
    const { page } = await answered({ text: 'Soot.[1]', sources });
    await page.getByRole('group', { name: 'Sources' }).waitFor();
    await page.locator('article').last().getByRole('button', { name: 'Copy' }).click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe(
        'Soot.[1]\n\n1. [Inkstick](<https://en.wikipedia.org/wiki/Inkstick>)\n2. [Inkstone](<https://en.wikipedia.org/wiki/Inkstone>)',
      );
  });
});

describe('a tool call', () => {
  const call = { name: 'get_weather', arguments: '{"city":"杭州"}' };

  test('is there folded, opens by keyboard, and says that it is not run; after a reload it is as it was left', async () => {
    const { page } = await answered({ text: 'Let me look.', toolCalls: [call] });
    const fold = page.locator('summary', { hasText: 'Asked for the tool get_weather' });
    await fold.waitFor();
    for (const wasOpen of [false, true]) {
      await page.getByText('Inkstone does not run tools yet').waitFor();
      expect(await page.locator('article pre').count()).toBe(wasOpen ? 1 : 0);
      await fold.focus();
      await page.keyboard.press('Enter');
      const code = page.locator('article pre');
      if (wasOpen) await code.waitFor({ state: 'detached' });
      else await expect.poll(() => code.innerText()).toBe(call.arguments);
      await page.reload();
    }
    await fold.waitFor();
    expect(await page.locator('article pre').count()).toBe(0);
  });

  test('shows its arguments while they come', async () => {
    const visitor = await open();
    const { page } = visitor;
    const long = { name: 'write', arguments: JSON.stringify({ text: 'word '.repeat(40) }) };
    await visitor.send(script({ key: 'call', stepped: true, toolCalls: [long] }));
    await step('call', 3);
    await page.locator('summary', { hasText: 'Asking for the tool write' }).click();
    await expect.poll(() => page.locator('article pre').innerText()).toBe(long.arguments.slice(0, 16));
    await step('call', 99);
    await expect.poll(() => page.locator('article pre').innerText()).toBe(long.arguments);
  });
});

describe('thinking', () => {
  test('costs nothing while it is folded, and is drawn as answers are once it is opened', async () => {
    const visitor = await open();
    const { page } = visitor;
    await page.getByRole('button', { name: 'Think' }).click();
    await visitor.send(script({ thinking: 'First **think**.', text: 'Then speak.' }));
    await visitor.waitForEnd();
    const fold = page.locator('details', { hasText: 'Thought for' });
    expect(await fold.locator('.markdown').count()).toBe(0);
    await fold.locator('summary').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => fold.locator('strong').innerText()).toBe('think');
    await page.keyboard.press('Enter');
    await expect.poll(() => fold.locator('.markdown').count()).toBe(0);
  });
});
