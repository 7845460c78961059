import { describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { script, type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open, step } = useProduct();

const waiting = ({ page }: Visitor) => page.getByText('Waits for the answer above.');

/** A conversation whose first answer is being written and has its first word. */
async function begin(key: string): Promise<Visitor> {
  const visitor = await open();
  await visitor.send(script({ tokens: 30, stepped: true, key }));
  await step(key, 1);
  await expect.poll(() => visitor.lastAnswer()).toContain('t0');
  return visitor;
}

describe('while an answer is being written', () => {
  test('further questions wait below it, on every page, and are answered in their order', async () => {
    await using visitor = await begin('order');
    await visitor.send(script({ text: 'Second answer.' }));
    await visitor.send(script({ text: 'Third answer.' }));
    await expect.poll(() => waiting(visitor).count()).toBe(2);
    expect(await visitor.answers.count()).toBe(1);
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await using other = await open(visitor.path);
    await expect.poll(() => waiting(other).count()).toBe(2);
    await step('order', 40);
    for (const each of [visitor, other]) {
      await each.answers.getByText('Third answer.', { exact: true }).waitFor();
      await each.waitForEnd();
      const texts = await each.page.locator('article .markdown').allInnerTexts();
      expect(texts.slice(1).map((text) => text.trim())).toEqual(['Second answer.', 'Third answer.']);
      expect(await waiting(each).count()).toBe(0);
    }
  });

  test('a question that waits is taken back into the empty message box, and what waited below it moves up', async () => {
    await using visitor = await begin('take back');
    await visitor.send('to be taken back');
    await visitor.send(script({ text: 'Moved up.' }));
    await expect.poll(() => waiting(visitor).count()).toBe(2);
    await visitor.button('Take back').first().click();
    await expect.poll(() => waiting(visitor).count()).toBe(1);
    await expect.poll(() => visitor.composer.inputValue()).toBe('to be taken back');
    await step('take back', 40);
    await visitor.answers.getByText('Moved up.', { exact: true }).waitFor();
    await visitor.waitForEnd();
    expect(await visitor.questions.count()).toBe(2);
    await visitor.page.reload();
    await visitor.waitForEnd();
    expect(await visitor.questions.count()).toBe(2);
    await expect.poll(() => visitor.composer.inputValue()).toBe('to be taken back');
  });

  test('a question that is taken back is kept beside what is being written', async () => {
    await using visitor = await begin('beside');
    await visitor.send('asked too early');
    await waiting(visitor).waitFor();
    await visitor.composer.fill('another thought');
    await visitor.button('Take back').click();
    await visitor.page.getByText('Taken back: “asked too early”').waitFor();
    expect(await visitor.composer.inputValue()).toBe('another thought');
    await visitor.page.reload();
    await visitor.button('Put it in front').click();
    expect(await visitor.composer.inputValue()).toBe('asked too early\n\nanother thought');
    await step('beside', 40);
    await visitor.waitForEnd();
  });

  test('it can be stopped with a text in the message box; then the next is answered', async () => {
    await using visitor = await begin('stop');
    await visitor.send(script({ text: 'After the stop.' }));
    await waiting(visitor).waitFor();
    await visitor.composer.fill('still writing');
    await visitor.button('Stop').click();
    await visitor.answers.getByText('After the stop.', { exact: true }).waitFor();
    await visitor.page.getByText('This answer was stopped.').waitFor();
    expect(await visitor.composer.inputValue()).toBe('still writing');
  });

  test('whoever reads further up is not moved by asking', async () => {
    await using visitor = await open();
    await visitor.send(script({ text: 'line\n\n'.repeat(80), stepped: true, key: 'stay' }));
    await step('stay', 60);
    const scroller = visitor.page.locator('.scroll');
    await expect.poll(() => scroller.evaluate((e) => e.scrollHeight)).toBeGreaterThan(1500);
    await scroller.hover();
    await visitor.page.mouse.wheel(0, -400);
    await expect
      .poll(() => scroller.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight))
      .toBeGreaterThan(200);
    const [top, height] = await scroller.evaluate((e) => [e.scrollTop, e.scrollHeight] as const);
    await visitor.send('a question');
    // Far from the view it may be no more than its height.
    await expect.poll(() => scroller.evaluate((e) => e.scrollHeight)).toBeGreaterThan(height);
    expect(await scroller.evaluate((e) => e.scrollTop)).toBe(top);
    await visitor.button('Go to the latest').click();
    await waiting(visitor).waitFor();
    await visitor.button('Take back').click();
    await step('stay', 500);
    await visitor.waitForEnd();
  });
});
