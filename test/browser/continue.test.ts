import { describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { script, words } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { product, open, step } = useProduct();

describe('an answer that was cut off', () => {
  test('goes on where it stopped, and shows where that was, also after a reload', async () => {
    await using visitor = await open();
    await visitor.send(script({ tokens: 20, stepped: true, key: 'continue' }));
    await step('continue', 8);
    await expect.poll(() => visitor.lastAnswer()).toContain('t7');
    await visitor.button('Stop').click();
    await visitor.page.getByText('This answer was stopped.').waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await visitor.button('Continue').click();
    await visitor.page.getByText('Continuing where it stopped…').waitFor();
    await step('continue', 40);
    await visitor.waitForEnd();
    const text = async () => (await visitor.page.locator('.markdown p').first().innerText()).trim();
    expect(await text()).toBe(words(20));
    await visitor.page.getByText('cut off around here, then continued').waitFor();
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await visitor.page.reload();
    await visitor.page.getByText('cut off around here, then continued').waitFor();
    expect(await text()).toBe(words(20));
  });

  test('by the length limit of the model can go on, and one that ended by itself cannot', async () => {
    await using visitor = await open();
    await visitor.send(script({ text: 'Cut short.', finish: 'length' }));
    await visitor.page.getByText('The answer reached the length limit of the model.').waitFor();
    await visitor.button('Continue').waitFor();
    await visitor.send(script({ text: 'Whole.' }));
    await visitor.answers.getByText('Whole.', { exact: true }).waitFor();
    await visitor.waitForEnd();
    expect(await visitor.button('Continue').count()).toBe(0);
  });

  test('before its first word can only be tried again', async () => {
    await using visitor = await open();
    await visitor.send(script({ tokens: 5, stepped: true, key: 'nothing' }));
    await visitor.page.getByText('Waiting for the first word…').waitFor();
    await visitor.button('Stop').click();
    await visitor.button('Try again').waitFor();
    expect(await visitor.button('Continue').count()).toBe(0);
  });
});

describe('a model that falls silent', () => {
  test('is spoken of after 20 seconds, with how long it is waited for, and can be stopped there', async () => {
    await using visitor = await open('about:blank');
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
    await visitor.button('Stop waiting').click();
    await visitor.page.getByText('This answer was stopped.').waitFor();
  });
});
