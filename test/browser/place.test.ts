import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { Random } from '../faults/rig/random.ts';
import { fillConversation, type FilledConversation } from './filled-conversation.ts';
import { script, type Visitor } from './open-page.ts';
import { type Reading, readingOf } from './reading.ts';
import { useProduct } from './use-product.ts';

const { product, open, step } = useProduct();

const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
const turns = 40;
console.log(`place.test.ts: SEED=${seed}`);

const messages = 240;
let filled: FilledConversation;

const sentences = (count: number): string =>
  'Ink is *ground* with water on a `stone`. 石与水。'.repeat(count);
const code = '```js\nlet ink = grind(stone, water, slowly); // '.concat(
  `${'so that it is black '.repeat(12)}\n`,
  'wait();\n'.repeat(25),
  '```',
);

/** Answers of different heights, with code, lists and thoughts. */
function textOf(index: number): string {
  if (index % 2 === 0) return `Question ${index}: ${'how is ink ground? '.repeat(1 + (index % 11))}`;
  const rest = [sentences(40), code, '- A stone\n- A stick\n- Water', `> ${sentences(6)}`][(index >> 1) % 4];
  return `### Answer ${index}\n\n${sentences(1 + (index % 17))}\n\n${rest}\n\nAnd so on.${index === 121 ? ' A needle.' : ''}`;
}

const thoughtsOf = (index: number): string => (index % 6 === 1 ? sentences(12) : '');

beforeAll(async () => {
  await product.stopServer();
  filled = fillConversation(dirname(product.secretFile), messages, textOf, thoughtsOf);
  await product.startServer();
});

/** Something that happens; a `move` is the reader's own, and afterwards they read elsewhere. */
interface Happening {
  readonly name: string;
  readonly isMove?: boolean;
  /** Whether the end is followed afterwards; as before if it does not say. */
  readonly follows?: boolean | 'if there';
  happen(visitor: Visitor, random: Random): Promise<unknown>;
}

const inAbove = (page: Page, selector: string, random: Random, change: 'fold' | 'grow') =>
  page.evaluate(
    ({ selector, share, px, change }) => {
      const edge = document.querySelector('.scroll')!.getBoundingClientRect().top;
      const above = [...document.querySelectorAll<HTMLElement>(`[data-row] ${selector}`)].filter(
        (element) => element.getBoundingClientRect().bottom < edge,
      );
      const element = above[Math.floor(share * above.length)];
      if (change === 'fold' && element instanceof HTMLDetailsElement) element.open = !element.open;
      else if (element) element.style.minHeight = element.style.minHeight ? '' : `${px}px`;
    },
    { selector, share: random.next(), px: random.below(700), change },
  );

/** A window that became smaller may have left the mouse outside. */
async function wheel(page: Page, px: number): Promise<void> {
  const { x, y, width } = (await page.locator('.scroll').boundingBox())!;
  await page.mouse.move(x + width / 2, y + 40);
  await page.mouse.wheel(0, px);
}

const blurred = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement).blur());

async function press(page: Page, key: string): Promise<void> {
  await blurred(page);
  await page.keyboard.press(key);
}

const happenings: readonly Happening[] = [
  {
    name: 'a fold above opens or closes',
    happen: ({ page }, random) => inAbove(page, 'details', random, 'fold'),
  },
  {
    name: 'an image above arrives',
    happen: ({ page }, random) => inAbove(page, '.markdown > *', random, 'grow'),
  },
  {
    name: 'lines of code are wrapped',
    happen: ({ page }) =>
      page.evaluate(() => document.querySelector<HTMLElement>('[aria-label="Wrap long lines"]')?.click()),
  },
  {
    name: 'the window changes',
    happen: ({ page }, random) =>
      page.setViewportSize({ width: random.pick([620, 800, 1100, 1280]), height: 550 + random.below(250) }),
  },

  {
    name: 'the wheel turns up',
    isMove: true,
    follows: false,
    happen: ({ page }, random) => wheel(page, -30 - random.below(random.pick([400, 9000]))),
  },
  {
    name: 'the wheel turns down',
    isMove: true,
    follows: 'if there',
    happen: ({ page }, random) => wheel(page, random.below(4000)),
  },
  { name: 'a page up', isMove: true, follows: false, happen: ({ page }) => press(page, 'PageUp') },
  {
    name: 'to the top of what is loaded',
    isMove: true,
    follows: false,
    happen: ({ page }) => press(page, 'Home'),
  },
  { name: 'to the end by key', isMove: true, follows: true, happen: ({ page }) => press(page, 'End') },
  {
    name: 'a word is selected',
    follows: false,
    happen: async ({ page }) => {
      await page.evaluate(() => {
        const edge = document.querySelector('.scroll')!.getBoundingClientRect().top;
        const seen = [...document.querySelectorAll('.markdown p')];
        const paragraph = seen.find((element) => element.getBoundingClientRect().bottom > edge) ?? seen[0];
        getSelection()?.selectAllChildren(paragraph!);
      });
    },
  },
  {
    name: 'a word is found',
    isMove: true,
    follows: false,
    happen: async ({ page }) => {
      await page.keyboard.press('Control+f');
      const bar = page.getByRole('search');
      await bar.getByRole('textbox').fill('needle');
      await expect.poll(() => bar.getByRole('status').innerText()).toBe('1 of 1');
      await page.getByText('A needle.').waitFor();
      await page.keyboard.press('Escape');
      await bar.waitFor({ state: 'detached' });
    },
  },
  {
    name: 'the button is pressed',
    isMove: true,
    follows: true,
    happen: async (visitor) => {
      const button = visitor.button('Go to the latest');
      if (await button.isVisible()) await button.click();
    },
  },
];

const moves = happenings.filter(({ isMove }) => isMove);
const movesUp = moves.filter(({ follows }) => follows === false);
const changes = happenings.filter(({ isMove }) => !isMove);

const fromEnd = (page: Page): Promise<number> =>
  page.locator('.scroll').evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);

class Walk {
  follows = true;
  readonly visitor: Visitor;
  readonly reading: Reading;
  readonly random: Random;

  constructor(visitor: Visitor, reading: Reading, random: Random) {
    this.visitor = visitor;
    this.reading = reading;
    this.random = random;
  }

  async take(happening: Happening, turn: number): Promise<void> {
    const { visitor, reading, random } = this;
    const { name, isMove, follows = this.follows } = happening;
    const what = `${name}, turn ${turn} of SEED=${seed}`;
    if (isMove) {
      await happening.happen(visitor, random);
      await reading.atRest();
    }
    const isEnd = (await fromEnd(visitor.page)) < 2;
    this.follows = follows === 'if there' ? isEnd : follows;
    await reading.begin();
    if (!isMove) await happening.happen(visitor, random);
    await step('held', 1 + random.below(6));
    const seen = await reading.end();
    if (this.follows) expect(seen.fromEndPx, what).toBeLessThan(2);
    else expect(Math.abs(seen.awayPx), `${what}: ${JSON.stringify(seen)}`).toBeLessThanOrEqual(1);
  }
}

describe('what is read', () => {
  test('inside a block of code stays where it is when something above it changes', async () => {
    await using visitor = await open(`/c/${filled.conversationId}`);
    const { page } = visitor;
    await page.locator('pre').last().waitFor();
    const reading = await readingOf(page);
    await page.locator('.scroll').evaluate((scroller) => {
      const block = [...scroller.querySelectorAll('pre')].at(-1)!;
      scroller.scrollTop += block.getBoundingClientRect().top - scroller.getBoundingClientRect().top + 90;
    });
    await reading.atRest();
    await reading.begin();
    for (let count = 0; count < 3; count++) await inAbove(page, '.markdown > *', new Random(count), 'grow');
    const seen = await reading.end();
    expect(seen.words).toContain('wait');
    expect(Math.abs(seen.awayPx)).toBeLessThanOrEqual(1);
  });

  test('stays where it is in every frame, whatever happens around it', { timeout: 240_000 }, async () => {
    const random = new Random(seed);
    await using visitor = await open(`/c/${filled.conversationId}`);
    await visitor.page.getByText('And so on.').last().waitFor();
    await visitor.send(script({ text: 'line\n\n'.repeat(300), stepped: true, key: 'held' }));
    await step('held', 100);
    await visitor.page.locator('.scroll').hover();
    const walk = new Walk(visitor, await readingOf(visitor.page), random);
    await walk.reading.atRest();
    for (let turn = 0; turn < turns; turn++) {
      const isUp = walk.follows && !random.isOneIn(3);
      const choices = isUp ? movesUp : random.isOneIn(3) ? moves : changes;
      await walk.take(random.pick(choices), turn);
    }
    await step('held', 100_000);
    await visitor.waitForEnd();
  });
});
