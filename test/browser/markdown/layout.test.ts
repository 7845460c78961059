// Where an answer's words stand, on a page as narrow as a phone.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Answer as AnswerClass } from './entry.ts';
import { useMarkdownPage } from './use-markdown-page.ts';

declare const Answer: typeof AnswerClass;

const lab = useMarkdownPage();
beforeAll(() => lab.page.setViewportSize({ width: 390, height: 844 }));

async function show(text: string): Promise<void> {
  await lab.page.evaluate(async (whole) => {
    document.body.replaceChildren();
    const answer = new Answer();
    answer.add(whole);
    await answer.end();
  }, text);
}

describe('a table', () => {
  test('that is too wide is moved by itself; no word of it is broken but one that is longer than any line', async () => {
    const long = 'a'.repeat(90);
    await show(
      `| Characteristics | Responsibility | Misunderstandings |\n|--|--|--|\n| internationalization | **Shanghai** | \`a_name_in_code()\` |\n| x | ${long} | y |\n`,
    );
    const { broken, isMoved, pageWidth } = await lab.page.evaluate(() => {
      const table = document.querySelector('.table')!;
      const broken: string[] = [];
      const walker = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(node);
        if (range.getClientRects().length > 1) broken.push(node.nodeValue ?? '');
      }
      const isMoved = table.scrollWidth > table.clientWidth;
      return { broken, isMoved, pageWidth: document.documentElement.scrollWidth };
    });
    expect(broken).toEqual([long]);
    expect(isMoved).toBe(true);
    expect(pageWidth).toBe(390);
  });

  test('leaves a cell of many words room for some of them in a line', async () => {
    const said = '这一格说的话比别处都多，从头到尾没有空格，在窄屏上也要读得舒服才行。';
    await show(
      `| Population | Founded | Since | Remarks |\n|--|--|--|--|\n| 21,893,095 | 1045 | 2022 | ${said} |\n`,
    );
    const [short, long] = await lab.page
      .locator('td')
      .evaluateAll((cells) => [cells.at(2)!.clientWidth, cells.at(3)!.clientWidth]);
    expect(long).toBeGreaterThan(short! * 1.4);
  });
});

describe('what is written from right to left', () => {
  /** Where in a block its marks or its line are. */
  const sides = (): Promise<string[]> =>
    lab.page
      .locator('.markdown :is(ul, ol, blockquote, table)')
      .evaluateAll((all) => all.map((block) => `${block.localName} ${getComputedStyle(block).direction}`));

  test('has its marks and lines on the right, and nothing else has', async () => {
    await show(
      [
        '- **שלום** world\n- English\n  1. one\n  2. two\n',
        '> 1. مرحبا بالعالم\n>\n> after it\n',
        '| 12 | שם |\n|--|--|\n| a | 2 |\n',
        '- English שלום\n- שלום\n',
        '> `code` שלום\n',
      ].join('\n***\n'),
    );
    expect(await sides()).toEqual([
      'ul rtl',
      'ol ltr',
      'blockquote rtl',
      'ol rtl',
      'table rtl',
      'ul ltr',
      'blockquote ltr',
    ]);
  });

  test('is there from its first letter on, and goes again where that was none of the text', async () => {
    const seen = await lab.page.evaluate(() => {
      document.body.replaceChildren();
      const answer = new Answer();
      const seen: string[] = [];
      for (const piece of ['> [sh', 'alom]: ', 'https://example.com/\n>\n> ', '12 ', 'ש', 'לום and so on']) {
        answer.add(piece);
        const quote = answer.root.querySelector('blockquote')!;
        seen.push(`${quote.innerText.trim()} ${getComputedStyle(quote).direction}`);
      }
      answer.remove();
      return seen;
    });
    expect(seen.at(-3)).toMatch(/12 ltr$/);
    expect(seen.slice(-2)).toEqual(['12 ש rtl', '12 שלום and so on rtl']);
  });

  test('leaves code and formulas as they are', async () => {
    await show('- שלום `a(b)`\n\n  ```\n  c(d)\n  ```\n');
    const directions = await lab.page
      .locator('.markdown :is(code, pre)')
      .evaluateAll((all) => all.map((code) => getComputedStyle(code).direction));
    expect(new Set(directions)).toEqual(new Set(['ltr']));
  });
});

test('a heading is as much larger than the text around it wherever that stands', async () => {
  const sizes = await lab.page.evaluate(async () => {
    document.body.replaceChildren();
    const sizes: number[][] = [];
    for (const size of ['16px', '14px']) {
      const answer = new Answer();
      answer.root.style.fontSize = size;
      answer.add('# One\n\n## Two\n\n### Three\n\n#### Four\n\nText.');
      await answer.end();
      const blocks = [...answer.root.querySelectorAll('h3, h4, h5, h6, p')];
      const percent = (block: Element): number =>
        Math.round((100 * parseFloat(getComputedStyle(block).fontSize)) / parseFloat(size));
      sizes.push(blocks.map(percent));
    }
    return sizes;
  });
  expect(sizes).toEqual([
    [140, 125, 110, 100, 100],
    [140, 125, 110, 100, 100],
  ]);
});
