import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { script, type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open } = useProduct();

/** So long that the page holds it in pieces. */
const points = Array.from({ length: 150 }, (_, index) => `point ${index}`);

const markdown = [
  '## Grinding',
  '**Ink** and *water*, see [the stone](https://example.com/stone) and `a < b`.\nSecond line, $x^2$.',
  '- one\n- two\n  - deep\n- [x] done',
  points.map((point, index) => `${index + 3}. ${point}`).join('\n'),
  '> said',
  '```js\nif (a < b) {}\n\nink();\n```',
  '| a | b |\n| --- | --- |\n| 1 | **2** |',
].join('\n\n');

const html = [
  '<h2>Grinding</h2>',
  '<p><strong>Ink</strong> and <em>water</em>, see <a href="https://example.com/stone">the stone</a> and <code>a &lt; b</code>.<br>Second line, $x^2$.</p>',
  '<ul><li>one</li><li>two<ul><li>deep</li></ul></li><li>☑ done</li></ul>',
  `<ol start="3">${points.map((point) => `<li>${point}</li>`).join('')}</ol>`,
  '<blockquote style="margin-left:0;padding-left:12px;border-left:3px solid #bbb"><p>said</p></blockquote>',
  '<pre><code>if (a &lt; b) {}\n\nink();</code></pre>',
  '<table border="1" cellspacing="0" style="border-collapse:collapse"><thead><tr><th style="padding:4px 8px;text-align:left">a</th><th style="padding:4px 8px;text-align:left">b</th></tr></thead>' +
    '<tbody><tr><td style="padding:4px 8px">1</td><td style="padding:4px 8px"><strong>2</strong></td></tr></tbody></table>',
].join('');

/** What a program can paste: as text, and as HTML without what the browser puts around it. */
async function clipboard(page: Page): Promise<{ text: string; html: string }> {
  return page.evaluate(async () => {
    const item = (await navigator.clipboard.read())[0]!;
    const read = async (type: string) => (item.types.includes(type) ? (await item.getType(type)).text() : '');
    return { text: await read('text/plain'), html: await read('text/html') };
  });
}

async function answered(text: string): Promise<Visitor> {
  const visitor = await open();
  await visitor.send(script({ text }));
  await visitor.waitForEnd();
  return visitor;
}

/** Selects from the first of these elements of the answer to the last, and copies. */
async function copySelected(page: Page, from: string, to: string): Promise<void> {
  await page.evaluate(
    ([first, last]) => {
      const find = (selector: string) => document.querySelector(`.markdown ${selector}`)!;
      const range = document.createRange();
      range.setStart(find(first), 0);
      range.setEnd(find(last), find(last).childNodes.length);
      getSelection()!.removeAllRanges();
      getSelection()!.addRange(range);
    },
    [from, to] as const,
  );
  await page.keyboard.press('Control+c');
}

describe('an answer', () => {
  test('is copied as Markdown and as formatted text at once', async () => {
    await using visitor = await answered(markdown);
    await visitor.answers.getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(async () => (await clipboard(visitor.page)).text).toBe(markdown);
    // The browser cleans what it is given, and says the same in its own words.
    const meaning = (written: string) => written.replace(/ style="[^"]*"/g, '').replace(/\s+/g, ' ');
    expect(meaning((await clipboard(visitor.page)).html)).toContain(meaning(html));
  });

  test('is copied in part as Markdown and as formatted text, code as it is', async () => {
    await using visitor = await answered(markdown);
    const { page } = visitor;
    await copySelected(page, 'h4, .markdown .level-2', 'table');
    const plainFence = markdown.replace('```js', '```');
    await expect.poll(async () => (await clipboard(page)).text).toBe(plainFence);
    await copySelected(page, 'strong', 'a');
    const link = '[the stone](https://example.com/stone)';
    await expect.poll(async () => (await clipboard(page)).text).toBe(`**Ink** and *water*, see ${link}`);
    expect((await clipboard(page)).html).toContain('<strong>Ink</strong>');
    await copySelected(page, 'pre', 'pre');
    await expect.poll(async () => (await clipboard(page)).text).toBe('if (a < b) {}\n\nink();\n');
  });

  test('is quoted in part in the message box, below what is written there', async () => {
    await using visitor = await answered('Grind the **ink** slowly.\n\nAdd water.');
    const { page } = visitor;
    await visitor.composer.fill('About this:');
    await page.evaluate(() => {
      const paragraphs = document.querySelectorAll('.markdown p');
      getSelection()!.setBaseAndExtent(paragraphs[0]!, 0, paragraphs[1]!, 1);
    });
    await visitor.button('Quote').click();
    const quotation = '> Grind the **ink** slowly.\n>\n> Add water.\n\n';
    expect(await visitor.composer.inputValue()).toBe(`About this:\n\n${quotation}`);
    expect(await visitor.composer.evaluate((box) => box === document.activeElement)).toBe(true);
    await visitor.button('Quote').waitFor({ state: 'detached' });
  });
});
