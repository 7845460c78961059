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

/** Selects from the beginning of some words to the end of others, and copies. What the clipboard has then. */
async function copyBetween(page: Page, from: string, to: string): Promise<{ text: string; html: string }> {
  await page.evaluate(
    ([from, to]) => {
      const find = (words: string): [Node, number] => {
        const walker = document.createTreeWalker(document.querySelector('.list')!, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const place = walker.currentNode.nodeValue!.indexOf(words);
          // The question tells the model the same words.
          const isSaid = walker.currentNode.parentElement!.closest('.markdown') !== null;
          if (place >= 0 && isSaid) return [walker.currentNode, place];
        }
        throw new Error(`nowhere: ${words}`);
      };
      const [[first, start], [last, end]] = [find(from), find(to)];
      getSelection()!.setBaseAndExtent(first, start, last, end + to.length);
    },
    [from, to] as const,
  );
  return copy(page);
}

/** What the clipboard has once what is selected is copied; of the HTML its tags and what a list begins with. */
async function copy(page: Page): Promise<{ text: string; html: string }> {
  await page.evaluate(() => navigator.clipboard.writeText('nothing yet'));
  await page.keyboard.press('Control+c');
  await expect.poll(async () => (await clipboard(page)).text).not.toBe('nothing yet');
  const { text, html } = await clipboard(page);
  const bare = html
    .replace(/ (?!start|href)[a-z-]+="[^"]*"/g, '')
    .replace(/<\/?(html|body|meta)>|<!--.*?-->/g, '');
  return { text, html: bare.trim() };
}

describe('a part of an answer', () => {
  const parts = [
    'First **bold words** here, $x^2 + y^2$ of it.',
    '7. seven\n8. eight\n   - deep\n   - deeper\n9. nine\n10. ten',
    'Between.',
    '| Stone | Water |\n| --- | --- |\n| a1 | b1 |\n| a2 | b2 |\n| a3 | b3 |',
    '```js\nfirst();\n  second();\nthird();\n```',
    'After.',
  ].join('\n\n');

  test('is a list with its numbers, a table with its columns, a whole formula, bare code', async () => {
    await using visitor = await answered(parts);
    const { page } = visitor;
    await page.locator('.katex').waitFor();
    const cases: readonly [from: string, to: string, text: string, html: string][] = [
      [
        'eight',
        'nine',
        '8. eight\n   - deep\n   - deeper\n9. nine',
        '<ol start="8"><li>eight<ul><li>deep</li><li>deeper</li></ul></li><li>nine</li></ol>',
      ],
      [
        'ine',
        'Between',
        '9. ine\n10. ten\n\nBetween',
        '<ol start="9"><li>ine</li><li>ten</li></ol><p>Between</p>',
      ],
      ['deep', 'deeper', '- deep\n- deeper', '<ul><li>deep</li><li>deeper</li></ul>'],
      [
        'b1',
        'a3',
        '|  | b1 |\n| --- | --- |\n| a2 | b2 |\n| a3 |',
        '<table><tbody><tr><td></td><td>b1</td></tr><tr><td>a2</td><td>b2</td></tr><tr><td>a3</td></tr></tbody></table>',
      ],
      ['a2', 'b2', 'a2\tb2', '<table><tbody><tr><td>a2</td><td>b2</td></tr></tbody></table>'],
      [
        'Water',
        'b1',
        '|  | Water |\n| --- | --- |\n| a1 | b1 |',
        '<table><thead><tr><th></th><th>Water</th></tr></thead><tbody><tr><td>a1</td><td>b1</td></tr></tbody></table>',
      ],
      ['words', 'here', '**words** here', '<strong>words</strong> here'],
      ['second', 'third', 'second();\nthird', '<pre><code>second();\nthird</code></pre>'],
      ['third', 'After', '```\nthird();\n```\n\nAfter', '<pre><code>third();</code></pre><p>After</p>'],
    ];
    for (const [from, to, text, html] of cases) {
      expect(await copyBetween(page, from, to), `${from} to ${to}`).toEqual({ text, html });
    }
    await page.evaluate(() => {
      const drawn = document.querySelector('.katex-html .mord')!;
      getSelection()!.setBaseAndExtent(drawn, 0, drawn.closest('.formula')!.nextSibling!, 3);
    });
    expect(await copy(page)).toEqual({ text: '$x^2 + y^2$ of', html: '$x^2 + y^2$ of' });
  });

  test('is no more than what a triple click selects', async () => {
    await using visitor = await answered(parts);
    const { page } = visitor;
    for (const [words, text] of [
      ['ten', '10. ten'],
      ['Between.', 'Between.'],
      ['b3', 'b3'],
      ['third();', 'third();'],
    ] as const) {
      await visitor.answers.getByText(words, { exact: true }).click({ clickCount: 3 });
      expect((await copy(page)).text.trim().replace(/^10\. /, ''), words).toBe(text.replace(/^10\. /, ''));
    }
  });

  test('of a long list goes on with its numbers; marks of sources lead to these; messages stand one below the other', async () => {
    await using visitor = await open();
    const { page } = visitor;
    await visitor.send(script({ text: points.map((point, index) => `${index + 1}. ${point}`).join('\n') }));
    await visitor.waitForEnd();
    expect((await copyBetween(page, 'point 97', 'point 99')).text).toBe(
      '98. point 97\n99. point 98\n100. point 99',
    );
    const sources = [{ index: 1, title: 'On ink', url: 'https://ink.example/on' }];
    await visitor.send(script({ text: 'Ink is old [1] and black.', sources }));
    await page.locator('.markdown .citation').waitFor();
    const cited = await copyBetween(page, 'is old', 'black');
    expect(cited.text).toBe('is old [[1]](https://ink.example/on) and black');
    expect(cited.html).toContain('<a href="https://ink.example/on">[1]</a>');
    const across = await copyBetween(page, 'point 149', 'Ink is');
    expect(across.text).toMatch(/^150\. point 149\n\n\/script .*\n\nInk is$/);
  });
});

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
