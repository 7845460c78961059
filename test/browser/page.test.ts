import { describe, expect, test } from 'vitest';
import { markdown } from '../../src/demo-model/tour/en-shows.ts';
import { seriousFaults } from './axe.ts';
import { phone, script } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { product, open } = useProduct();

/** What the demo shows of Markdown, at once: it writes that as slowly as one reads. */
const tour = script({ text: markdown });

/** An answer of each kind of thing that an answer can have. */
const everything = {
  rate: 5_000,
  thinking: '# First\n\nthink of **ink**.',
  toolCalls: [{ name: 'get_weather', arguments: '{"city":"杭州"}' }],
  sources: [{ title: 'Inkstick', url: 'https://en.wikipedia.org/wiki/Inkstick' }],
  text: [
    '# Ink\n\n*Soot* and **glue**.[1] A [link](https://example.com/), $E = mc^2$, `code`.[^1]',
    '## Lists\n\n- [x] done\n- [ ] open\n  1. nested\n\n> quoted',
    '| a | b |\n|---|--:|\n| 1 | 2 |',
    '| c | d |\n|---|--:|\n| 3 | 4 |',
    '```html\n<p>Ink</p>\n```',
    '```js\nconst ink = 1; // black\n```',
    '![A harbour](https://pictures.example/harbour.png)',
    '[^1]: A note.',
  ].join('\n\n'),
};

describe('the page', () => {
  test('speaks the language of the browser, switches at once, and remembers', async () => {
    await using visitor = await open('/', { locale: 'zh-CN' });
    await visitor.page.getByRole('heading', { name: '今天写点什么？' }).waitFor();
    expect(await visitor.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await visitor.composer.fill('草稿');
    await visitor.page.getByRole('button', { name: /English/ }).click();
    await visitor.page.getByRole('heading', { name: 'What shall we write?' }).waitFor();
    expect(await visitor.page.locator('html').getAttribute('lang')).toBe('en');
    expect(await visitor.composer.inputValue()).toBe('草稿');
    await visitor.page.reload();
    await visitor.page.getByRole('heading', { name: 'What shall we write?' }).waitFor();
  });

  test('has no serious fault for those who cannot see it, by day and by night, whatever it shows', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await visitor.send(tour);
    await visitor.waitForEnd();
    await visitor.page.locator('pre').waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await visitor.send(script({ error: 'arrearage' }));
    await visitor.answers.nth(1).waitFor();
    await visitor.waitForEnd();
    expect(await seriousFaults(visitor.page)).toEqual([]);
  });

  test('keeps nobody out of an answer with everything in it, folded and open, by its questions and its words', async () => {
    await using visitor = await open();
    const { page } = visitor;
    await visitor.waitForStart();
    await visitor.button('Think').click();
    await visitor.send(script(everything));
    await visitor.waitForEnd();
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    expect(await page.locator('article').getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
      'You',
      'Answer',
    ]);
    for (const fold of await page.locator('article summary').all()) {
      if (!(await fold.evaluate((summary) => summary.closest('details')?.open))) await fold.click();
    }
    await page.locator('details .code-line').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await visitor.button('In this conversation').click();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Find words' }).click();
    await page.keyboard.type('ink');
    await page
      .getByRole('search')
      .getByText(/^\d+ of \d+$/)
      .waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('reads an answer aloud in sentences, with its beginning and its end', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    await visitor.page.evaluate(() => {
      const region = document.querySelector('main [aria-live="polite"].spoken');
      const said: string[] = [];
      Object.assign(window, { said });
      new MutationObserver(() => said.push(region?.textContent ?? '')).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    });
    await visitor.send(script({ text: 'One **sentence**. Another one. 墨分五色。完', rate: 200 }));
    await visitor.waitForEnd();
    const said = () =>
      visitor.page.evaluate(() => [...new Set((window as unknown as { said: string[] }).said)].join(' | '));
    await expect.poll(said, { timeout: 10_000 }).toContain('The answer is complete.');
    expect(await said()).toMatch(/The answer begins\.[^]*One sentence \. Another one\.[^]*墨分五色。[^]*完/);
  });

  test('shows what a hostile answer contains as text, and asks nobody for anything', async () => {
    await using visitor = await open();
    const strangers: string[] = [];
    visitor.page.on('request', (request) => {
      if (!request.url().startsWith(product.address)) strangers.push(request.url());
    });
    const hostile = [
      '<img src="https://evil.example/a.png" onerror="document.title=1">',
      '<script>document.title = 2</script>',
      '![pixel](https://evil.example/b.png?secret=1)',
      '[click](javascript:document.title=3) [ok](https://good.example/)',
      '<svg onload="document.title=4"><iframe srcdoc="<script>parent.document.title=5</script>">',
      '[ref][evil]\n\n[evil]: javascript:document.title=6',
      '<a href="data:text/html,x">x</a>',
    ].join('\n\n');
    await visitor.send(script({ text: hostile }));
    await visitor.waitForEnd();
    const answer = visitor.answers.last();
    await answer.getByText('<script>document.title = 2</script>').waitFor();
    expect(await answer.locator('img, script, iframe, svg:not(.lucide)').count()).toBe(0);
    const links = await answer
      .locator('a')
      .evaluateAll((all) =>
        all.map((a) => [a.getAttribute('href'), a.getAttribute('rel'), a.getAttribute('target')]),
      );
    const safe = ['noopener noreferrer', '_blank'];
    expect(links).toEqual([
      ['https://evil.example/b.png?secret=1', ...safe],
      ['https://good.example/', ...safe],
    ]);
    expect(await visitor.page.title()).toMatch(/ – Inkstone$/);
    expect(strangers).toEqual([]);
  });

  test('says that there is nothing at an address that is none of ours', async () => {
    await using visitor = await open();
    await visitor.page.goto(`${product.address}/c/01890000-0000-7000-8000-000000000000`);
    await visitor.page.getByText('This conversation does not exist, or was deleted.').waitFor();
    await visitor.page.goto(`${product.address}/nowhere`);
    await visitor.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
  });

  test('loads no Markdown before there is a message', async () => {
    await using visitor = await open();
    const loaded: string[] = [];
    visitor.page.on('request', (request) => loaded.push(request.url()));
    await visitor.page.reload();
    await visitor.waitForStart();
    expect(loaded.filter((url) => url.includes('answer-parts'))).toEqual([]);
    await visitor.send(tour);
    await visitor.waitForEnd();
    expect(loaded.filter((url) => /answer-parts.*\.js/.test(url))).toHaveLength(1);
  });
});

describe('on a phone', () => {
  test('nothing is wider than the screen, and what is touched is large enough', async () => {
    await using visitor = await open('/', phone);
    await visitor.send(tour);
    await visitor.waitForEnd();
    await visitor.page.locator('pre').waitFor();
    expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const small = await visitor.page.locator('main :is(button, summary, textarea)').evaluateAll((all) =>
      all
        .map((element) => ({
          name: element.getAttribute('aria-label') ?? element.textContent,
          box: element.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.height > 0 && (box.height < 44 || box.width < 44))
        .map(({ name, box }) => `${name} ${box.width}x${box.height}`),
    );
    expect(small).toEqual([]);
    const foot = await visitor.composer.evaluate((e) => e.closest('form')!.getBoundingClientRect().bottom);
    expect(foot).toBeGreaterThan(790);
    expect(foot).toBeLessThanOrEqual(844);
  });

  test('the keyboard does not come up by itself', async () => {
    await using visitor = await open('/', phone);
    await visitor.waitForStart();
    expect(await visitor.composer.evaluate((e) => e === document.activeElement)).toBe(false);
  });
});
