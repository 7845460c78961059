import { describe, expect, test } from 'vitest';
import type { Answer as AnswerClass } from './entry.ts';
import { useMarkdownPage } from './use-markdown-page.ts';

declare const Answer: typeof AnswerClass;

const lab = useMarkdownPage();

/** Shows an answer that came whole, and leaves it on the page. */
async function show(text: string, seams: readonly number[] = []): Promise<void> {
  await lab.page.evaluate(
    async ([whole, cuts]) => {
      document.body.replaceChildren();
      const answer = new Answer();
      answer.add(whole);
      await answer.end(cuts);
    },
    [text, seams] as const,
  );
}

const links = () =>
  lab.page
    .locator('.markdown a')
    .evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute('href')]));

describe('a link', () => {
  test('to somewhere else than its words say tells where it leads', async () => {
    await show('[paypal.com](https://evil.example/login "https://paypal.com")');
    expect(await links()).toEqual([['paypal.com (evil.example)', 'https://evil.example/login']]);
    expect(await lab.page.locator('.markdown a').getAttribute('title')).toBe('https://evil.example/login');
  });

  test('leaves the page behind: it opens a new one that knows nothing of it', async () => {
    await show('<https://example.com/a> [b](http://example.com)');
    for (const link of await lab.page.locator('.markdown a').all()) {
      expect(await link.getAttribute('target')).toBe('_blank');
      expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    }
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '/settings',
    'docs/a.md',
    '#top',
    'file:///etc/passwd',
  ])('that may not be followed shows its address as text: %s', async (address) => {
    await show(`[words](<${address}>)`);
    expect(await links()).toEqual([]);
    expect(await lab.page.locator('.markdown').innerText()).toBe(`words (${address})`);
  });

  test('whose words hide or turn letters shows their codes, and keeps the letters for who copies them', async () => {
    await show('[pay\u200bpal](https://example.com) and \u202etext');
    expect(
      await lab.page
        .locator('.hidden-character')
        .evaluateAll((all) => all.map((mark) => [mark.getAttribute('data-code'), mark.textContent])),
    ).toEqual([
      ['U+200B', '\u200b'],
      ['U+202E', '\u202e'],
    ]);
  });

  test('shows only its words while its address still comes', async () => {
    const seen = await lab.page.evaluate(() => {
      const answer = new Answer();
      const texts: string[] = [];
      for (const piece of ['See [the ', 'page](https://exa', 'mple.com/a', ') now.']) {
        answer.add(piece);
        texts.push(answer.root.innerText);
      }
      const isLink = answer.root.querySelector('a')?.href;
      answer.remove();
      return [...texts, isLink];
    });
    expect(seen).toEqual([
      expect.stringMatching(/^See the ?$/),
      'See the page',
      'See the page',
      'See the page now.',
      'https://example.com/a',
    ]);
  });
});

test('an image is not loaded: its words and its host are shown, with a way to open it', async () => {
  await show(
    '![a chart](https://example.com/c.png?q=secret) [![inside](https://b.example/i.png)](https://a.example)',
  );
  expect(await lab.page.locator('img').count()).toBe(0);
  const pictures = lab.page.locator('.picture');
  expect(await pictures.allInnerTexts()).toEqual(['Image\na chart\nexample.com', 'Image\ninside\nb.example']);
  // Each goes with its click.
  const chips = lab.page.locator('.chip');
  for (let left = await chips.count(); left > 0; left--) await chips.first().click();
  expect(await pictures.allInnerTexts()).toEqual([
    'a chart\nLoad images from example.com\nAlways\nexample.com',
    'inside\nLoad images from b.example\nAlways',
  ]);
  expect((await links()).map(([, href]) => href)).toEqual([
    'https://example.com/c.png?q=secret',
    'https://a.example/',
  ]);
});

test('a link that is a picture or a formula says where it leads: those can look like any host', async () => {
  await show(
    '[![x](https://b.example/i.png)](https://a.example) [$\\text{bank}.\\text{com}$](https://c.example)',
  );
  const said = await lab.page.locator('.address > .host').allInnerTexts();
  expect(said.map((host) => host.trim())).toEqual(['(a.example)', '(c.example)']);
});

test('an image where none can be loaded from is its words, with a way to open it', async () => {
  await show(
    '![a](https://a.example:8443/i.png) ![b](https://x@b.example/i.png) ![c](data:image/png;base64,AA==)',
  );
  expect(await lab.page.locator('.image').allInnerTexts()).toEqual([
    'Image: a (a.example:8443)',
    'Image: b (b.example)',
    'Image: c',
  ]);
});

describe('a footnote', () => {
  test('has the number of its first mention, leads there and back, and leaves the address of the page alone', async () => {
    await show('One[^b] two[^a] one[^b].\n\n[^a]: Second.\n\n[^b]: First.\n\n[^c]: Unasked.\n\nThe end.');
    expect(await lab.page.locator('.footnotes li').allInnerTexts()).toEqual([
      'First. ↩',
      'Second. ↩',
      'Unasked.',
    ]);
    expect(await lab.page.locator('.reference').allInnerTexts()).toEqual(['1', '2', '1']);
    await lab.page.locator('.reference').nth(1).click();
    expect(await lab.page.evaluate(() => document.activeElement?.textContent)).toBe('Second. ↩');
    await lab.page.getByRole('link', { name: 'Back to the text' }).nth(1).click();
    expect(await lab.page.evaluate(() => document.activeElement?.textContent)).toBe('2');
    expect(new URL(lab.page.url()).hash).toBe('');
  });

  test('that never comes leaves its mark as text', async () => {
    await show('See[^x].');
    expect(await lab.page.locator('.markdown').innerText()).toBe('See[^x].');
  });
});

describe('an answer that was cut off', () => {
  const text = 'One paragraph.\n\nAnother one,\nof two lines.\n\n- a\n- list\n';
  const after = () =>
    lab.page
      .locator('.seam')
      .evaluateAll((all) => all.map((mark) => mark.previousElementSibling?.textContent));

  test('is marked after the part in which it went on', async () => {
    await show(text, [text.indexOf('two'), text.indexOf('list')]);
    expect(await after()).toEqual(['Another one,\nof two lines.', 'alist']);
  });

  test('shows the mark further down when that part grows', async () => {
    await lab.page.evaluate((whole) => {
      document.body.replaceChildren();
      const answer = new Answer();
      for (let end = 1; end <= whole.length; end++) answer.add(whole.slice(end - 1, end));
      void answer.end([20]);
    }, text);
    expect(await after()).toEqual(['Another one,\nof two lines.']);
  });

  test('goes on after its end as if there had been none', async () => {
    const same = await lab.page.evaluate(async (whole) => {
      const [one, other] = [new Answer(), new Answer()];
      one.add(`${whole}\n\`\`\`ts\nlet a`);
      await one.end();
      one.add(' = 1;\n```\n\nEnd.');
      other.add(`${whole}\n\`\`\`ts\nlet a = 1;\n\`\`\`\n\nEnd.`);
      await Promise.all([one.end(), other.end()]);
      return one.html === other.html;
    }, text);
    expect(same).toBe(true);
  });
});

describe('a name', () => {
  test('that is defined later makes a link of what was written before', async () => {
    const html = await lab.page.evaluate(() => {
      const answer = new Answer();
      for (const piece of ['See [the page][p].\n\n', 'More.\n\n', '[p]: https://example.com/\n\n', 'End.'])
        answer.add(piece);
      const first = answer.root.firstElementChild!.innerHTML;
      answer.remove();
      return first;
    });
    expect(html).toContain('href="https://example.com/"');
  });

  test('may be one of thousands', async () => {
    const numbers = Array.from({ length: 3_000 }, (_, index) => index);
    const text = `${numbers.map((n) => `Some words [n${n}] and more.\n\n`).join('')}`;
    const definitions = numbers.map((n) => `[n${n}]: https://example.com/${n}\n`).join('');
    await show(`${text}\n${definitions}`);
    expect(await lab.page.locator('.markdown a').count()).toBe(3_000);
  });
});

test('a long answer that comes whole is drawn a part a frame', async () => {
  const [first, last] = await lab.page.evaluate(async () => {
    const answer = new Answer();
    answer.add('A paragraph of **some** words.\n\n'.repeat(10_000));
    const drawn = (): number => answer.root.querySelectorAll('p').length;
    const atOnce = drawn();
    await answer.end();
    const all = drawn();
    answer.remove();
    return [atOnce, all];
  });
  expect(first).toBeGreaterThan(1_000);
  expect(first).toBeLessThan(3_000);
  expect(last).toBe(10_000);
});

test('what is far from the view is left out by the browser, and stays as high as it was', async () => {
  const { heights, skipped } = await lab.page.evaluate(async () => {
    const answer = new Answer();
    for (let count = 0; count < 400; count++) {
      answer.add(`Paragraph ${count} of **some** words, and \`code\`.\n\n`);
      if (count % 20 === 0) document.scrollingElement!.scrollTop = 1e9;
      if (count % 20 === 0) await new Promise(requestAnimationFrame);
    }
    await answer.end();
    const paragraphs = [...answer.root.querySelectorAll('p')];
    const frames = async (): Promise<void> => {
      for (let count = 0; count < 3; count++) await new Promise(requestAnimationFrame);
    };
    const heights: number[] = [];
    for (const top of [1e9, 0, 1e9]) {
      document.scrollingElement!.scrollTop = top;
      await frames();
      heights.push(answer.root.offsetHeight);
    }
    const isLaidOut = (element: Element): boolean => element.checkVisibility({ contentVisibilityAuto: true });
    const skipped = [paragraphs[0]!, paragraphs.at(-1)!].map((one) => !isLaidOut(one));
    answer.remove();
    return { heights, skipped };
  });
  expect(skipped).toEqual([true, false]);
  expect(new Set(heights).size).toBe(1);
});

describe.each([
  ['quotation', (blocks: number) => '> Some **words** of it.\n>\n'.repeat(blocks)],
  ['point', (blocks: number) => `- First\n\n${'  Some **words** of it.\n\n'.repeat(blocks)}`],
])('a long %s', (_, long) => {
  test('is left out by the browser where it is far from the view', async () => {
    await show(long(300));
    await lab.page.evaluate(() => (document.scrollingElement!.scrollTop = 1e9));
    const laidOut = (): Promise<boolean[]> =>
      lab.page
        .locator('.markdown p > strong')
        .evaluateAll((all) => all.map((one) => one.checkVisibility({ contentVisibilityAuto: true })));
    await expect.poll(async () => (await laidOut()).filter(Boolean).length).toBeLessThan(200);
    expect((await laidOut()).at(-1)).toBe(true);
  });

  test('stands as evenly as a short one', async () => {
    await show(long(200));
    const steps = await lab.page.evaluate(async () => {
      const paragraphs = [...document.querySelectorAll('.markdown p:has(strong)')].slice(40, 140);
      for (const one of [paragraphs[0]!, paragraphs.at(-1)!, paragraphs[50]!]) {
        one.scrollIntoView({ block: 'center' });
        for (let count = 0; count < 4; count++) await new Promise(requestAnimationFrame);
      }
      const tops = paragraphs.map((one) => one.getBoundingClientRect().top);
      return tops.slice(1).map((top, index) => Math.round((top - tops[index]!) * 8) / 8);
    });
    expect(new Set(steps).size).toBe(1);
  });
});

describe('a long list', () => {
  const points = (length: number): string =>
    Array.from({ length }, (_, index) => `${index + 7}. Point **${index}**\n`).join('');

  test('is left out by the browser where it is far from the view, as is one within another', async () => {
    for (const list of [points(300), `- All:\n${'  - a **point** below it\n'.repeat(300)}`]) {
      await show(list);
      await lab.page.evaluate(() => (document.scrollingElement!.scrollTop = 1e9));
      const laidOut = (): Promise<boolean[]> =>
        lab.page
          .locator('.markdown li > p > strong')
          .evaluateAll((all) => all.map((item) => item.checkVisibility({ contentVisibilityAuto: true })));
      await expect.poll(async () => (await laidOut()).filter(Boolean).length).toBeLessThan(200);
      expect((await laidOut()).at(-1)).toBe(true);
    }
  });

  test('is one list to a screen reader, numbered to its end', async () => {
    // Two pieces and what is before them. Of what was never drawn Chromium tells only while something reads aloud.
    await show(points(130));
    await lab.page.evaluate(() => (document.scrollingElement!.scrollTop = 1e9));
    await expect.poll(readAloud).toEqual({ lists: 1, items: 130, last: '136. Point 129' });
  });

  test('stands as evenly as a short one, with its numbers whole', async () => {
    await show(`${points(200)}`.replace(/^\d+/gm, (number) => String(Number(number) + 5_000)));
    const { steps, marked } = await lab.page.evaluate(async () => {
      const items = [...document.querySelectorAll('.markdown li:not(.piece)')].slice(55, 130);
      document.querySelector<HTMLElement>('.markdown')!.style.marginInlineStart = '6rem';
      items[37]!.scrollIntoView({ block: 'center' });
      for (let count = 0; count < 4; count++) await new Promise(requestAnimationFrame);
      const boxes = items.map((item) => item.getBoundingClientRect());
      const steps = boxes.slice(1).map(({ top }, index) => Math.round((top - boxes[index]!.top) * 8) / 8);
      // A fourth digit is there: what is clipped cannot be hit either.
      const { left, top, height } = boxes[37]!;
      const hit = document.elementFromPoint(left - 40, top + height / 2);
      return { steps: [...new Set(steps)], marked: hit === items[37] };
    });
    expect(steps).toHaveLength(1);
    expect(marked).toBe(true);
  });

  /** How many lists and items a screen reader is told of, and what the last of these says. */
  async function readAloud() {
    const cdp = await lab.page.context().newCDPSession(lab.page);
    const { nodes } = await cdp.send('Accessibility.getFullAXTree');
    await cdp.detach();
    const withRole = (role: string) => nodes.filter((node) => !node.ignored && node.role?.value === role);
    const textIn = (id: string): string => {
      const node = nodes.find(({ nodeId }) => nodeId === id);
      if (node?.role?.value === 'StaticText') return String(node.name?.value);
      return (node?.childIds ?? []).map(textIn).join('');
    };
    const items = withRole('listitem');
    const last = items.at(-1);
    return { lists: withRole('list').length, items: items.length, last: last && textIn(last.nodeId) };
  }

  test('has the marks of its depth in all its pieces', async () => {
    await show('- a\n  - b\n    - c\n'.repeat(100));
    const marks = await lab.page
      .locator('.markdown li:not(.piece)')
      .evaluateAll((all) => all.map((item) => getComputedStyle(item).listStyleType).join(' '));
    expect(marks).toBe(Array.from({ length: 100 }, () => 'disc circle square').join(' '));
  });
});

test('a block that is taken back leaves an answer as if it had never begun', async () => {
  const text = `${'Some words of a paragraph.\n\n'.repeat(108)}[name]: https://example.com/\n\nThe [name] and more.\n`;
  const [pieces, whole] = await lab.page.evaluate(async (said) => {
    const [one, other] = [new Answer(), new Answer()];
    for (const character of said) one.add(character);
    other.add(said);
    await Promise.all([one.end(), other.end()]);
    const both = [one.html, other.html];
    one.remove();
    other.remove();
    return both;
  }, text);
  expect(pieces).toBe(whole);
  expect(pieces).toContain('settled');
});
