import { describe, expect, test } from 'vitest';
import { type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open, step } = useProduct();

const script = (fields: Record<string, unknown>) => `/script ${JSON.stringify(fields)}`;
const button = ({ page }: Visitor, name: string) => page.getByRole('button', { name, exact: true });
const hasFocus = (visitor: Visitor) => visitor.composer.evaluate((box) => box === document.activeElement);

describe('with the keyboard alone', () => {
  test('who stops, continues or retries an answer goes on in the message box', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    await visitor.send(script({ tokens: 9, stepped: true, key: 'keys' }));
    await step('keys', 2);
    await visitor.answers.getByText('t1').waitFor();
    for (const [name, isDone] of [
      ['Stop', visitor.page.getByText('This answer was stopped.')],
      ['Continue', visitor.page.getByText('Continuing where it stopped…')],
    ] as const) {
      await button(visitor, name).focus();
      await visitor.page.keyboard.press('Enter');
      await isDone.waitFor();
      await expect.poll(() => hasFocus(visitor)).toBe(true);
    }
    await step('keys', 20);
    await visitor.waitForEnd();
    await button(visitor, 'Try again').focus();
    await visitor.page.keyboard.press('Enter');
    await button(visitor, 'Previous version').waitFor();
    expect(await hasFocus(visitor)).toBe(true);
    await step('keys', 20);
    await visitor.waitForEnd();
  });

  test('a menu opens on its first line, the first time too', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    await visitor.send(script({ text: 'Something.' }));
    await visitor.waitForEnd();
    await visitor.composer.focus();
    await visitor.page.getByRole('link', { name: 'Settings' }).focus();
    await visitor.page.keyboard.press('Shift+Tab');
    await visitor.page.keyboard.press('Enter');
    const rename = visitor.page.getByRole('menuitem', { name: 'Rename' });
    await expect.poll(() => rename.evaluate((item) => item === document.activeElement)).toBe(true);
    await visitor.page.keyboard.press('Enter');
    const field = visitor.page.getByRole('textbox', { name: 'New title' });
    await field.waitFor();
    await field.fill('By hand');
    await visitor.page.keyboard.press('Enter');
    await visitor.page.getByRole('heading', { name: 'By hand' }).waitFor();
  });

  test('Tab leaves a menu for what follows the button that opened it', async () => {
    await using visitor = await open();
    await visitor.waitForStart();
    await visitor.send(script({ text: 'Something.' }));
    await visitor.waitForEnd();
    const actions = visitor.page.getByRole('button', { name: /^Actions for/ }).first();
    await actions.focus();
    await visitor.page.keyboard.press('Tab');
    const next = await visitor.page.evaluate(() => document.activeElement?.outerHTML);
    await actions.focus();
    await visitor.page.keyboard.press('Enter');
    await visitor.page.getByRole('menuitem', { name: 'Rename' }).waitFor();
    await visitor.page.keyboard.press('Tab');
    await visitor.page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await visitor.page.evaluate(() => document.activeElement?.outerHTML)).toBe(next);
  });
});
