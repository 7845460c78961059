import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { seriousFaults } from './axe.ts';
import { Product, Visitor } from './open-page.ts';

let browser: Browser;
let product: Product;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchChromium(), Product.start()]);
});
afterAll(async () => {
  await browser.close();
  await product[Symbol.asyncDispose]();
});

const open = () => Visitor.open(browser, product.address);
const script = (fields: Record<string, unknown>) => `/script ${JSON.stringify(fields)}`;
const step = (key: string, count: number) => product.demo.step(key, count, AbortSignal.timeout(20_000));
const button = ({ page }: Visitor, name: string) => page.getByRole('button', { name, exact: true });
const words = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `t${from + index}`).join(' ');

describe('an answer that was cut off', () => {
  test('goes on where it stopped, and shows where that was, also after a reload', async () => {
    await using visitor = await open();
    await visitor.send(script({ tokens: 20, stepped: true, key: 'continue' }));
    await step('continue', 8);
    await expect.poll(() => visitor.answers.last().innerText()).toContain('t7');
    await button(visitor, 'Stop').click();
    await visitor.page.getByText('This answer was stopped.').waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await button(visitor, 'Continue').click();
    await visitor.page.getByText('Continuing where it stopped…').waitFor();
    await step('continue', 40);
    await visitor.waitForEnd();
    const text = async () => (await visitor.page.locator('.markdown p').first().innerText()).trim();
    expect(await text()).toBe(words(0, 20));
    await visitor.page.getByText('cut off around here, then continued').waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await visitor.page.reload();
    await visitor.page.getByText('cut off around here, then continued').waitFor();
    expect(await text()).toBe(words(0, 20));
  });

  test('by the length limit of the model can go on, and one that ended by itself cannot', async () => {
    await using visitor = await open();
    await visitor.send(script({ text: 'Cut short.', finish: 'length' }));
    await visitor.page.getByText('The answer reached the length limit of the model.').waitFor();
    await button(visitor, 'Continue').waitFor();
    await visitor.send(script({ text: 'Whole.' }));
    await visitor.answers.getByText('Whole.', { exact: true }).waitFor();
    await visitor.waitForEnd();
    expect(await button(visitor, 'Continue').count()).toBe(0);
  });

  test('before its first word can only be tried again', async () => {
    await using visitor = await open();
    await visitor.send(script({ tokens: 5, stepped: true, key: 'nothing' }));
    await visitor.page.getByText('Waiting for the first word…').waitFor();
    await button(visitor, 'Stop').click();
    await button(visitor, 'Try again').waitFor();
    expect(await button(visitor, 'Continue').count()).toBe(0);
  });
});

describe('a model that falls silent', () => {
  test('is spoken of after 20 seconds, with how long it is waited for, and can be stopped there', async () => {
    await using visitor = await Visitor.open(browser, 'about:blank');
    await visitor.page.clock.install();
    await visitor.page.goto(product.address);
    await visitor.waitForStart();
    await visitor.send(script({ tokens: 5, stepped: true, key: 'silent' }));
    await visitor.page.getByText('Waiting for the first word…').waitFor();
    await visitor.page.clock.runFor(21_000);
    const notice = visitor.page.getByRole('timer');
    expect(await notice.innerText()).toMatch(/silent for 2\d s\. Inkstone waits up to 120 s\./);
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await step('silent', 1);
    await notice.waitFor({ state: 'detached' });
    await visitor.page.clock.runFor(21_000);
    expect(await notice.innerText()).toContain('Inkstone waits up to 60 s.');
    await button(visitor, 'Stop waiting').click();
    await visitor.page.getByText('This answer was stopped.').waitFor();
  });
});
