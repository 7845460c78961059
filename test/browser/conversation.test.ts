import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fillConversation } from './filled-conversation.ts';
import { script, words } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { product, open, step } = useProduct();

describe('an answer', () => {
  test('streams in, gets a title and an address, and is there after a reload', async () => {
    await using visitor = await open();
    await visitor.send('Show me code');
    await visitor.waitForEnd();
    expect(visitor.path).toMatch(/^\/c\/[0-9a-f-]{36}$/);
    const text = await visitor.lastAnswer();
    await visitor.page.reload();
    await visitor.waitForEnd();
    expect(await visitor.lastAnswer()).toBe(text);
    await expect.poll(() => visitor.page.title()).toMatch(/ – Inkstone$/);
  });

  test('is the same on a page that was reloaded in the middle as on one that was not', async () => {
    await using undisturbed = await open();
    await undisturbed.send(script({ tokens: 40, stepped: true, key: 'reload' }));
    await undisturbed.answers.last().waitFor();
    await using reloaded = await open(undisturbed.path);
    for (const seen of [7, 19, 33]) {
      await step('reload', seen - (seen === 7 ? 0 : seen === 19 ? 7 : 19));
      await expect.poll(() => reloaded.lastAnswer()).toContain(`t${seen - 1}`);
      await reloaded.page.reload();
      await expect.poll(() => reloaded.lastAnswer()).toContain(`t${seen - 1}`);
      await expect.poll(() => undisturbed.lastAnswer()).toContain(`t${seen - 1}`);
      expect(await reloaded.lastText()).toBe(await undisturbed.lastText());
    }
    await step('reload', 8);
    await Promise.all([undisturbed.waitForEnd(), reloaded.waitForEnd()]);
    for (const visitor of [undisturbed, reloaded]) expect(await visitor.lastText()).toBe(words(40));
  });

  test('that is stopped keeps what had come, and says so', async () => {
    await using visitor = await open();
    await visitor.send(script({ tokens: 50, stepped: true, key: 'stop' }));
    await step('stop', 3);
    await expect.poll(() => visitor.lastAnswer()).toContain('t2');
    await visitor.button('Stop').click();
    await visitor.waitForEnd();
    await expect.poll(() => visitor.lastAnswer()).toContain('This answer was stopped.');
    await visitor.page.reload();
    await visitor.waitForEnd();
    expect(await visitor.lastAnswer()).toMatch(/t0 t1 t2[^]*This answer was stopped\./);
  });

  test('can be stopped before its first word', async () => {
    await using visitor = await open();
    await visitor.send(script({ tokens: 5, stepped: true, key: 'early' }));
    await visitor.page.getByText('Waiting for the first word…').waitFor();
    await visitor.button('Stop').click();
    await visitor.waitForEnd();
    await expect.poll(() => visitor.lastAnswer()).toContain('This answer was stopped.');
  });

  test('that failed says what to do, and trying again gives a second one beside it', async () => {
    await using visitor = await open();
    await visitor.send(script({ text: 'Now it works.', error: 'arrearage', failTimes: 1 }));
    await expect
      .poll(() => visitor.lastAnswer())
      .toContain('The account at the provider has an unpaid bill.');
    await visitor.page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => visitor.lastAnswer()).toContain('Now it works.');
    await visitor.waitForEnd();
    await visitor.page.getByText('2 / 2').waitFor();
    await visitor.page.getByRole('button', { name: 'Previous version' }).click();
    await expect
      .poll(() => visitor.lastAnswer())
      .toContain('The account at the provider has an unpaid bill.');
    await visitor.page.reload();
    await visitor.page.getByText('1 / 2').waitFor();
    await visitor.page.getByRole('button', { name: 'Next version' }).click();
    await expect.poll(() => visitor.lastAnswer()).toContain('Now it works.');
  });

  test('shows its thinking folded, with how long it took', async () => {
    await using visitor = await open();
    await visitor.button('Think').click();
    await visitor.send(script({ thinking: 'Ink, then paper.', text: 'Paper.', stepped: true, key: 'think' }));
    await step('think', 1);
    await visitor.page.getByText(/^Thinking… \d+ s$/).waitFor();
    expect(await visitor.answers.getByText('Ink, then paper.').isVisible()).toBe(false);
    await step('think', 40);
    await visitor.waitForEnd();
    await visitor.page.getByText(/^Thought for \d+ s$/).click();
    await visitor.answers.getByText('Ink, then paper.').waitFor();
    await visitor.answers.getByText('Paper.', { exact: true }).waitFor();
  });

  test('and its code are copied as they were written', async () => {
    await using visitor = await open();
    const code = 'let ink = "墨";\n\nif (a < b) {}';
    const text = `**Bold** and\n\n\`\`\`js\n${code}\n\`\`\``;
    await visitor.send(script({ text }));
    await visitor.waitForEnd();
    const clipboard = () => visitor.page.evaluate(() => navigator.clipboard.readText());
    await visitor.page.getByRole('button', { name: 'Copy code' }).click();
    await expect.poll(clipboard).toBe(code);
    await visitor.answers.getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.poll(clipboard).toBe(text);
  });
});

describe('a question', () => {
  test('that is edited becomes a second version with an answer of its own', async () => {
    await using visitor = await open();
    await visitor.send(script({ text: 'First answer.' }));
    await visitor.waitForEnd();
    await visitor.questions.first().hover();
    await visitor.page.getByRole('button', { name: 'Edit' }).click();
    const field = visitor.page.getByRole('textbox', { name: 'Edit your question' });
    await field.fill(script({ text: 'Second answer.' }));
    await field.press('Enter');
    await visitor.answers.getByText('Second answer.').waitFor();
    expect(await visitor.questions.count()).toBe(1);
    await visitor.questions.first().hover();
    await visitor.page.getByRole('button', { name: 'Previous version' }).click();
    await visitor.answers.getByText('First answer.').waitFor();
    await visitor.page.reload();
    await visitor.answers.getByText('First answer.').waitFor();
    await visitor.questions.first().hover();
    await visitor.page.getByRole('button', { name: 'Next version' }).click();
    await visitor.answers.getByText('Second answer.').waitFor();
  });

  test('asked in one tab is seen in the other', async () => {
    await using one = await open();
    await one.send(script({ text: 'For both.' }));
    await one.waitForEnd();
    await using other = await open(one.path);
    await other.waitForEnd();
    await other.send(script({ text: 'Written elsewhere.' }));
    await one.answers.getByText('Written elsewhere.').waitFor();
  });
});

describe('a long conversation', () => {
  test('opens at its end, and shows what is older without a jump', async () => {
    await using visitor = await open();
    const textOf = (index: number) => (index % 2 === 0 ? 'Asked.' : `Answer ${(index - 1) / 2}.`);
    const { conversationId } = fillConversation(dirname(product.secretFile), 80, textOf);
    await visitor.page.goto(`${product.address}/c/${conversationId}`);
    await visitor.page.getByText('Answer 39.', { exact: true }).waitFor();
    const scroller = visitor.page.locator('.scroll');
    const fromEnd = () => scroller.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
    await expect.poll(fromEnd).toBeLessThan(2);
    const height = () => scroller.evaluate((e) => e.scrollHeight);
    const heightOfPage = await height();
    const place = visitor.page.getByText('Answer 16.', { exact: true });
    await scroller.evaluate((e) => e.scrollTo(0, 200));
    // As it is painted: what has come above is made up for between layout and paint.
    const topOfPlace = () =>
      place.evaluate(async (element) => {
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        return element.getBoundingClientRect().top;
      });
    const before = await topOfPlace();
    await expect.poll(height).toBeGreaterThan(heightOfPage * 1.3);
    expect(Math.abs((await topOfPlace()) - before)).toBeLessThan(3);
    await scroller.evaluate((e) => e.scrollTo(0, 0));
    await visitor.page.getByText('Answer 0.', { exact: true }).waitFor();
  });

  test('stays where its reader is while text streams in, and follows again at the end', async () => {
    await using visitor = await open();
    await visitor.send(script({ text: 'line\n\n'.repeat(80), stepped: true, key: 'scroll' }));
    await step('scroll', 60);
    const scroller = visitor.page.locator('.scroll');
    const fromEnd = () => scroller.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
    const height = () => scroller.evaluate((e) => e.scrollHeight);
    await expect.poll(height).toBeGreaterThan(1000);
    await expect.poll(fromEnd).toBeLessThan(2);
    await scroller.hover();
    await visitor.page.mouse.wheel(0, -300);
    await expect.poll(fromEnd).toBeGreaterThan(200);
    const top = await scroller.evaluate((e) => e.scrollTop);
    const before = await height();
    await step('scroll', 40);
    await expect.poll(height).toBeGreaterThan(before);
    expect(await scroller.evaluate((e) => e.scrollTop)).toBe(top);
    await visitor.page.getByRole('button', { name: 'Go to the latest' }).click();
    await expect.poll(fromEnd).toBeLessThan(2);
    await step('scroll', 500);
    await visitor.waitForEnd();
    await expect.poll(fromEnd).toBeLessThan(2);
  });
});
