import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { fillConversation, type FilledConversation } from './filled-conversation.ts';
import { useProduct } from './use-product.ts';

const { product, open } = useProduct();

const messages = 2_000;
let long: FilledConversation;
let other: FilledConversation;

const textOf = (index: number): string => {
  if (index % 2 === 0) return `Question ${index}`;
  const code = '```js\nlet ink = grind(stone, water);\n```';
  return `### Answer ${index}\n\n${'Stone and *water*. 石与水。'.repeat(1 + (index % 40))}\n\n${code}\n\n| a | b |\n|---|---|\n| 1 | $x^2$ |`;
};

beforeAll(async () => {
  await product.stopServer();
  long = fillConversation(dirname(product.secretFile), messages, textOf);
  other = fillConversation(dirname(product.secretFile), 20, (index) => `Other ${index}`);
  await product.startServer();
});

/** Writes down, in every frame that is painted, how far from its end the conversation is shown. */
function watchEnd(): void {
  const ends: number[] = [];
  Object.assign(window, { ends });
  const look = (): void => {
    const scroller = document.querySelector('.scroll');
    if (!scroller?.querySelector('[data-row]')) return;
    const last = [...scroller.querySelectorAll('[data-row]')].at(-1)!;
    const { bottom } = scroller.getBoundingClientRect();
    const padding = parseFloat(getComputedStyle(scroller.firstElementChild!).paddingBottom);
    ends.push(last.getBoundingClientRect().bottom + padding - bottom);
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

/** How far it was from there at most, until its last message has been there for a while. */
async function furthest(page: Page, lastWords: string): Promise<number> {
  await page.getByText(lastWords, { exact: true }).waitFor();
  return page.evaluate(async () => {
    const { ends } = window as unknown as { ends: number[] };
    const seen = ends.length;
    while (ends.length < seen + 20) await new Promise(requestAnimationFrame);
    return ends.reduce((most, px) => Math.max(most, Math.abs(px)), 0);
  });
}

const forget = (page: Page): Promise<void> =>
  page.evaluate(() => void (window as unknown as { ends: number[] }).ends.splice(0));

describe('a conversation of 2,000 messages', () => {
  test('is at its end from the first frame on: by its link, after a reload, switching and back', async () => {
    await using visitor = await open('/');
    const { page } = visitor;
    await page.addInitScript(watchEnd);
    const lastWords = `Answer ${messages - 1}`;
    const address = new URL(`/c/${long.conversationId}`, product.address).href;
    await page.goto(address);
    expect(await furthest(page, lastWords), 'by its link').toBeLessThanOrEqual(1);
    await page.reload();
    expect(await furthest(page, lastWords), 'after a reload').toBeLessThanOrEqual(1);
    const link = (id: string) => page.locator(`a[href="/c/${id}"]`);
    await link(other.conversationId).click();
    await page.getByText('Other 19', { exact: true }).waitFor();
    await forget(page);
    await link(long.conversationId).click();
    expect(await furthest(page, lastWords), 'by the list').toBeLessThanOrEqual(1);
    await page.goBack();
    await page.getByText('Other 19', { exact: true }).waitFor();
    await forget(page);
    await page.goForward();
    expect(await furthest(page, lastWords), 'forward again').toBeLessThanOrEqual(1);
    // Gone through and back by the button, it does not show empty space either.
    await page.locator('.scroll').hover();
    await page.mouse.wheel(0, -9_000);
    await visitor.button('Go to the latest').waitFor();
    await page.evaluate(() => {
      document
        .querySelector<HTMLElement>('.to-end button')
        ?.addEventListener('click', () => (window as unknown as { ends: number[] }).ends.splice(0));
    });
    await visitor.button('Go to the latest').click();
    expect(await furthest(page, lastWords), 'by the button').toBeLessThanOrEqual(1);
  });
});
