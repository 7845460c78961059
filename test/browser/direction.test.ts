// Characters that turn the direction of text are in what people paste and in what models call things: they turn nothing of ours.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { choose, row } from './conversation-rows.ts';
import { script } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { product, open } = useProduct();

const turning = /[\u202a-\u202e\u2066-\u2069]/;
/** Reads as `Photo exe.png` where it may turn what follows. */
const turned = 'Photo \u202egnp.exe';
const plain = 'Photo gnp.exe';

async function titled(title: string): Promise<string> {
  const id = newId();
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ id, title });
  await fetch(`${product.address}/api/conversations`, { method: 'POST', headers, body });
  return id;
}

/** All that is said on the page, in words or by a name of what has no words. */
const allWords = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const names = [...document.querySelectorAll('[aria-label], [title]')].map(
      (element) => `${element.getAttribute('aria-label')} ${element.getAttribute('title')}`,
    );
    return [document.title, ...names, document.body.innerText].join('\n');
  });

test('a title that would turn what follows it reads as it is spelled, wherever it stands', async () => {
  const id = await titled(turned);
  await using visitor = await open(`/c/${id}`);
  const { page } = visitor;
  await visitor.waitForStart();
  await visitor.send(script({ text: 'Here.' }));
  await visitor.waitForEnd();
  await page.getByRole('heading', { level: 1, name: plain, exact: true }).waitFor();
  expect(await page.title()).toContain(plain);
  expect(await row(page, plain).innerText()).toContain(plain);
  expect(await allWords(page)).not.toMatch(turning);
  await choose(page, plain, 'Delete');
  await page.getByText(`“${plain}”`).waitFor();
  expect(await allWords(page)).not.toMatch(turning);
});

test('a question that would turn what follows it does so in its own line only', async () => {
  const id = await titled('Directions');
  await using visitor = await open(`/c/${id}`);
  const { page } = visitor;
  await visitor.waitForStart();
  await visitor.send(`what is \u202egnp.exe\nsecond line`);
  await visitor.waitForEnd();
  const places = await visitor.questions.first().evaluate((question) => {
    const text = question.querySelector('.sheet')!.firstChild as Text;
    const from = text.data.indexOf('second');
    return Array.from({ length: 6 }, (_, index) => {
      const range = document.createRange();
      range.setStart(text, from + index);
      range.setEnd(text, from + index + 1);
      return range.getBoundingClientRect().left;
    });
  });
  expect(places).toEqual(places.toSorted((one, other) => one - other));
  await visitor.button('In this conversation').click();
  await page.getByRole('navigation', { name: 'In this conversation' }).getByText('what is gnp.exe').waitFor();
});
