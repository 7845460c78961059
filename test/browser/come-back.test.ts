import { dirname } from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OtherHosts, png } from '../support/other-hosts.ts';
import { fillConversation, type FilledConversation } from './filled-conversation.ts';
import { phone, script, type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const others = new OtherHosts();
const { product, open } = useProduct('file', { network: others.network });

const messages = 400;
let long: FilledConversation;
let other: FilledConversation;

/** Above the place, with an image and thoughts; with many blocks of code, which are drawn over several frames; far up. */
const [withImage, withCode, early] = [361, 391, 101];
const image = '![A harbour](https://pictures.example/harbour.png)';
const sentences = (count: number): string =>
  'Ink is *ground* with water on a `stone`. 石与水。'.repeat(count);
const formulas = 'It is ground $x^2$ times, $\\frac{a}{b}$ of it. '.repeat(9);
const code = '```js\nlet ink = grind(stone, water);\n```\n\n'.repeat(40);

function textOf(index: number): string {
  if (index % 2 === 0) return `Question ${index}`;
  const before = index === withImage ? `${image}\n\n` : index === withCode ? code : '';
  return `### Answer ${index}\n\n${before}${sentences(4 + (index % 30))}\n\n${formulas}\n\nHere ${index}. ${sentences(20)}`;
}

beforeAll(async () => {
  await others.open();
  others.answer = (_incoming, outgoing) => void outgoing.end(png(300, 200));
  await product.stopServer();
  const folder = dirname(product.secretFile);
  long = fillConversation(folder, messages, textOf, (index) => (index === withImage ? 'First think.' : ''));
  other = fillConversation(folder, 20, (index) => `Other ${index}`);
  await product.startServer();
});
afterAll(() => others[Symbol.asyncDispose]());

/** Writes down what stands at a place of the window in each frame that is painted from now on, and where it stands. */
function watchPlace(): void {
  const seen = { frames: 0, places: [] as string[] };
  Object.assign(window, { seen });
  const look = (): void => {
    const scroller = document.querySelector<HTMLElement>('.scroll');
    if (!scroller?.querySelector('[data-row]')) return;
    seen.frames++;
    if (getComputedStyle(scroller).visibility === 'hidden') return;
    const { left, top, width } = scroller.getBoundingClientRect();
    const paragraphs = [...scroller.querySelectorAll('.markdown p')];
    const read = paragraphs.find((p) => p.getBoundingClientRect().bottom > top + 60);
    const place = read?.getBoundingClientRect();
    const words = read?.textContent.slice(0, 12) ?? `nothing at ${left + width / 2}`;
    seen.places.push(`${words} ${Math.round(place?.top ?? 0)}`);
  };
  const everyFrame = (): void => {
    // The last of the observers is called last: nothing moves between that and the painting.
    const observer = new ResizeObserver(() => {
      observer.disconnect();
      look();
    });
    observer.observe(document.documentElement);
    requestAnimationFrame(everyFrame);
  };
  requestAnimationFrame(everyFrame);
}

/** What stood there in all frames since the last time, each once, when nothing has moved for a while. */
const placesSeen = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { seen } = window as unknown as { seen: { places: string[] } };
    const isStill = () => seen.places.length >= 15 && new Set(seen.places.slice(-15)).size === 1;
    while (!isStill()) await new Promise(requestAnimationFrame);
    return [...new Set(seen.places.splice(0))];
  });

const forget = (page: Page): Promise<void> =>
  page.evaluate(() => void (window as unknown as { seen: { places: string[] } }).seen.places.splice(0));

/** Goes up until a paragraph of an answer begins so far above the top of the view. */
async function goUpTo(page: Page, words: string, gonePx: number): Promise<void> {
  await page.locator('.scroll').evaluate(
    async (scroller, { words, gonePx }) => {
      const find = () => [...scroller.querySelectorAll('p')].find((p) => p.textContent.startsWith(words));
      const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const top = (): number => find()!.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      while (!find()) {
        scroller.scrollTop -= 900;
        await frame();
      }
      // What is drawn on the way moves what is below it.
      while (Math.abs(top() + gonePx) > 1) {
        scroller.scrollTop += top() + gonePx;
        await frame();
      }
    },
    { words, gonePx },
  );
}

async function openLong(options?: BrowserContextOptions): Promise<Visitor> {
  const visitor = await open('/', options);
  await visitor.page.addInitScript(watchPlace);
  await visitor.page.goto(new URL(`/c/${long.conversationId}`, product.address).href);
  await visitor.page.getByRole('heading', { name: 'Answer 399', exact: true }).waitFor();
  return visitor;
}

/** Into the middle of a paragraph of this answer. What stands there then. */
async function readAt({ page }: Visitor, index: number): Promise<string> {
  await goUpTo(page, `Here ${index}.`, 130);
  return (await placesSeen(page)).at(-1)!;
}

const link = (page: Page, { conversationId }: FilledConversation): Locator =>
  page.locator(`a[href="/c/${conversationId}"]`);

const near = (place: string): string[] => {
  const [, words, top] = /^(.*) (-?\d+)$/s.exec(place)!;
  return [-1, 0, 1].map((off) => `${words} ${Number(top) + off}`);
};

/** In every frame, from the first on in which anything of the conversation was to be seen. */
async function expectOnly(page: Page, place: string, when: string): Promise<void> {
  // The other conversation is there until this one is.
  const places = (await placesSeen(page)).filter((seen) => !seen.startsWith('Other'));
  for (const seen of places) expect(near(place), when).toContain(seen);
}

describe('who comes back to a conversation', () => {
  test.each([
    { name: 'in an answer', index: 393 },
    { name: 'below forty blocks of code', index: withCode },
    { name: 'far up', index: early },
  ])(
    'goes on reading where they were, $name, and sees nothing else before',
    { timeout: 120_000 },
    async ({ index }) => {
      await using visitor = await openLong();
      const { page } = visitor;
      const place = await readAt(visitor, index);
      expect(place).toContain(`Here ${index}.`);
      await link(page, other).click();
      await page.getByText('Other 19', { exact: true }).waitFor();
      await forget(page);
      await link(page, long).click();
      await page.getByText(`Here ${index}.`).waitFor();
      await expectOnly(page, place, 'by the list');
      await page.goBack();
      await page.getByText('Other 19', { exact: true }).waitFor();
      await forget(page);
      await page.goForward();
      await page.getByText(`Here ${index}.`).waitFor();
      await expectOnly(page, place, 'forward again');
      await page.reload();
      await page.getByText(`Here ${index}.`).waitFor();
      await expectOnly(page, place, 'after a reload');
    },
  );

  test(
    'goes on on a phone, below a fold that they opened and an image that comes late',
    { timeout: 120_000 },
    async () => {
      await using visitor = await openLong(phone);
      const { page } = visitor;
      const row = page.locator(`[data-row="${long.ids[withImage]}"]`);
      await goUpTo(page, `Here ${withImage}.`, 0);
      await row.locator('summary').tap();
      await row.getByText('First think.').waitFor();
      await row.getByRole('button', { name: 'Always load images from pictures.example' }).tap();
      await row.getByRole('img', { name: 'A harbour' }).waitFor();
      const place = await readAt(visitor, withImage);
      const arrived = Promise.withResolvers<void>();
      const { answer } = others;
      others.answer = (incoming, outgoing) => void arrived.promise.then(() => answer(incoming, outgoing));
      await page.reload();
      await page.getByText(`Here ${withImage}.`).waitFor();
      await expectOnly(page, place, 'before the image');
      arrived.resolve();
      others.answer = answer;
      await row.getByRole('img', { name: 'A harbour' }).waitFor();
      await expectOnly(page, place, 'with the image');
      expect(await row.getByText('First think.').count()).toBe(1);
    },
  );

  test('comes to its end after they went there, and once something was asked there since', async () => {
    await using visitor = await openLong();
    const { page } = visitor;
    const fromEnd = () =>
      page.locator('.scroll').evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
    await readAt(visitor, 393);
    await visitor.button('Go to the latest').click();
    await expect.poll(fromEnd).toBeLessThan(2);
    await page.reload();
    await page.getByRole('heading', { name: 'Answer 399', exact: true }).waitFor();
    await expect.poll(fromEnd).toBeLessThan(2);
    await readAt(visitor, 393);
    await link(page, other).click();
    await page.getByText('Other 19', { exact: true }).waitFor();
    await using elsewhere = await open(`/c/${long.conversationId}`);
    await elsewhere.send(script({ text: 'Since then.' }));
    await elsewhere.answers.getByText('Since then.', { exact: true }).waitFor();
    await elsewhere.waitForEnd();
    await link(page, long).click();
    await visitor.answers.getByText('Since then.', { exact: true }).waitFor();
    await expect.poll(fromEnd).toBeLessThan(2);
  });
});

describe('a link to a message', () => {
  /** How far the question that it leads to is from its place just below the top of the view, in pixels. */
  const offPx = (page: Page, words: string): Promise<number> =>
    page.getByText(words, { exact: true }).evaluate((found) => {
      const row = found.closest('[data-row]')!;
      const edge = row.closest('.scroll')!.getBoundingClientRect().top;
      return Math.abs(row.getBoundingClientRect().top - edge - 12);
    });

  const isMarked = (page: Page, words: string): Promise<boolean> =>
    page.getByText(words, { exact: true }).evaluate((found) => found.closest('.marked') !== null);

  const href = (index: number): string => `/c/${long.conversationId}#m=${long.ids[index]}`;

  test('opens the conversation there and marks it for a moment; reading goes on from there', async () => {
    await using visitor = await open('/');
    const { page } = visitor;
    await page.addInitScript(watchPlace);
    await page.goto(new URL(href(50), product.address).href);
    await page.getByText('Question 50', { exact: true }).waitFor();
    expect(await isMarked(page, 'Question 50')).toBe(true);
    expect(new Set(await placesSeen(page)).size).toBe(1);
    await expect.poll(() => offPx(page, 'Question 50')).toBeLessThanOrEqual(1);
    await expect.poll(() => isMarked(page, 'Question 50')).toBe(false);
    expect(page.url()).toBe(new URL(`/c/${long.conversationId}`, product.address).href);
    await page.reload();
    await page.getByText('Question 50', { exact: true }).waitFor();
    expect(new Set(await placesSeen(page)).size).toBe(1);
    await expect.poll(() => offPx(page, 'Question 50')).toBeLessThanOrEqual(1);
  });

  test('leads there from where one reads; one to what is not there leads to the end', async () => {
    await using visitor = await openLong();
    const { page } = visitor;
    for (const index of [390, 80]) {
      await page.evaluate((address) => location.assign(address), href(index));
      await page.getByText(`Question ${index}`, { exact: true }).waitFor();
      await expect.poll(() => isMarked(page, `Question ${index}`)).toBe(true);
      await expect.poll(() => offPx(page, `Question ${index}`)).toBeLessThanOrEqual(1);
    }
    await page.goto('about:blank');
    await page.goto(new URL(`/c/${long.conversationId}#m=${other.ids[0]}`, product.address).href);
    await page.getByRole('heading', { name: 'Answer 399', exact: true }).waitFor();
  });
});
