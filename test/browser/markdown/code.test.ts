import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Answer as AnswerClass } from './entry.ts';
import { useMarkdownPage } from './use-markdown-page.ts';

declare const Answer: typeof AnswerClass;

const lab = useMarkdownPage();

const fenced = (info: string, code: string): string => `\`\`\`${info}\n${code}\n\`\`\`\n`;

const script = Array.from(
  { length: 60 },
  (_, index) => `const a${index} = "b${index}"; // c ${'·'.repeat(index % 7)}`,
).join('\n');

/** Draws an answer in these pieces, a frame each if `inFrames`, and leaves it on the page in the place of the last one. */
async function draw(page: Page, pieces: readonly string[], inFrames = false): Promise<void> {
  await page.evaluate(
    async ({ pieces, inFrames }) => {
      document.body.replaceChildren();
      const answer = new Answer();
      for (const piece of pieces) {
        answer.add(piece);
        if (inFrames) await new Promise(requestAnimationFrame);
      }
      await answer.end();
    },
    { pieces, inFrames },
  );
}

const drawnCode = (page: Page): Promise<string> => page.locator('pre').first().innerHTML();

/** Until every line has its colours: each line of `script` ends with a comment. */
const coloured = (page: Page): Promise<unknown> =>
  page.waitForFunction(() =>
    [...document.querySelectorAll('.code-line')].every((line) => line.querySelector('.code-comment')),
  );

/** Cuts a text at random places, the same ones for the same seed. */
function cutAt(text: string, seed: number): string[] {
  const pieces: string[] = [];
  let state = seed;
  for (let from = 0; from < text.length;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const length = 1 + (state % 40);
    pieces.push(text.slice(from, from + length));
    from += length;
  }
  return pieces;
}

test('code that streams in looks as if it had come whole', async () => {
  const text = fenced('js', script);
  await draw(lab.page, [text]);
  await coloured(lab.page);
  const whole = await drawnCode(lab.page);
  for (let seed = 1; seed <= 5; seed++) {
    await draw(lab.page, cutAt(text, seed), true);
    await coloured(lab.page);
    expect(await drawnCode(lab.page), `seed ${seed}`).toBe(whole);
  }
});

test('code is plain until its language is there, then it gets its colours', async () => {
  await using fresh = await lab.fresh();
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await fresh.page.route(/javascript/, async (route) => {
    await held;
    await route.fallback();
  });
  await draw(fresh.page, [fenced('js', script)]);
  expect(await fresh.page.locator('pre').textContent()).toBe(`${script}\n`);
  expect(await fresh.page.locator('.code-comment').count()).toBe(0);
  letGo();
  await coloured(fresh.page);
  expect(await fresh.page.locator('pre').textContent()).toBe(`${script}\n`);
});

test('a line of code that has ended and has its colours is never touched again', async () => {
  // From here on the language is there.
  await draw(lab.page, [fenced('js', script)]);
  await coloured(lab.page);
  const { touched, watched, perPiece } = await lab.page.evaluate(async (lines) => {
    document.body.replaceChildren();
    const answer = new Answer();
    answer.add('```js\n');
    const touched: string[] = [];
    const perPiece: number[] = [];
    let watched = 0;
    for (const line of lines) {
      const before = [...document.querySelectorAll('.code-line:has(.code-comment)')].slice(0, -1);
      watched += before.length;
      const observer = new MutationObserver(() => undefined);
      observer.observe(answer.root, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
      answer.add(`${line}\n`);
      await answer.whenDrawn();
      const records = observer.takeRecords();
      perPiece.push(records.length);
      for (const { target } of records) {
        if (before.some((one) => one.contains(target))) touched.push(target.textContent ?? '');
      }
      observer.disconnect();
    }
    await answer.end();
    return { touched, watched, perPiece };
  }, script.split('\n'));
  expect(touched).toEqual([]);
  expect(watched).toBeGreaterThan(1_000);
  expect(Math.max(...perPiece.slice(-20))).toBeLessThan(40);
});

test('line numbers and wrapping are a choice for all code, which this browser remembers', async () => {
  await using fresh = await lab.fresh();
  const { page } = fresh;
  const long = `${'word '.repeat(200)}end`;
  await draw(page, [fenced('', `first\n${long}`), fenced('', 'other')]);
  const overflow = () =>
    page
      .locator('pre')
      .first()
      .evaluate((pre) => pre.scrollWidth - pre.clientWidth);
  const number = (line: number) =>
    page
      .locator('.code-line')
      .nth(line)
      .evaluate((one) => getComputedStyle(one, '::before').content);
  expect(await overflow()).toBeGreaterThan(100);
  expect(await number(0)).toBe('none');
  await page.getByRole('button', { name: /wrap/i }).first().click();
  await page
    .getByRole('button', { name: /numbers/i })
    .first()
    .click();
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await number(2)).toContain('counter(line)');
  await draw(page, [fenced('', script)]);
  const second = page.locator('.code-box').nth(1);
  expect(await second.evaluate((box) => getComputedStyle(box).counterReset)).toBe('line 32');
  await page.reload();
  await page.waitForFunction(() => 'Answer' in window);
  await draw(page, [fenced('', `first\n${long}`)]);
  expect(await overflow()).toBeLessThanOrEqual(0);
  const copied = await page.evaluate(() => {
    const pre = document.querySelector('pre');
    if (pre) getSelection()?.selectAllChildren(pre);
    return getSelection()?.toString();
  });
  expect(copied?.trimEnd()).toBe(`first\n${long}`);
});

test('code that is longer than the page scrolls by keyboard, and says what it is', async () => {
  await draw(lab.page, [fenced('py', `x = "${'long '.repeat(300)}"`)]);
  const code = lab.page.getByRole('group', { name: 'Code: Python' });
  await code.focus();
  await lab.page.keyboard.press('ArrowRight');
  await expect.poll(() => code.evaluate((pre) => pre.scrollLeft)).toBeGreaterThan(0);
});

test('code is saved under the name that it was given, with every letter of it', async () => {
  await draw(lab.page, [fenced('ts title="../src/main.ts"', script)]);
  const [download] = await Promise.all([
    lab.page.waitForEvent('download'),
    lab.page.getByRole('button', { name: 'Save as a file' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('main.ts');
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toBe(`${script}\n`);
});

test('characters that hide what code does are shown by their numbers', async () => {
  const code = 'if (isAdmin\u202e \u2066// check\u2069) { a\u200bb = "👩\u200d💻" }';
  await draw(lab.page, [fenced('js', code)]);
  const marks = lab.page.locator('pre [data-code]');
  const shown = await marks.evaluateAll((all) => all.map((mark) => mark.getAttribute('data-code')));
  expect(shown).toEqual(['U+202E', 'U+2066', 'U+2069', 'U+200B']);
  expect(await lab.page.locator('pre').textContent()).toBe(`${code}\n`);
});

test('a line of a megabyte grows in small pieces, and keeps every letter', async () => {
  const line = 'x=1;'.repeat(250_000);
  await draw(lab.page, [fenced('js', line)]);
  expect(await lab.page.locator('pre').evaluate((pre) => pre.textContent.length)).toBe(line.length + 1);
  const longest = await lab.page
    .locator('.code-piece')
    .evaluateAll((pieces) => Math.max(...pieces.map((piece) => piece.textContent.length)));
  expect(longest).toBeLessThanOrEqual(2_000);
});
