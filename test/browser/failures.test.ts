import { expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { phone, script } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open } = useProduct();

test('a limit counts down in the answer, and “Ask now” does not wait for it', async () => {
  await using visitor = await open('/', phone);
  const { page } = visitor;
  await visitor.waitForStart();
  await visitor.send(
    script({ text: 'at last', error: 'insufficient_quota', failTimes: 1, retryAfterSeconds: 60 }),
  );
  const answer = visitor.answers.last();
  await answer.getByText('The tokens a minute are used up.').waitFor();
  await answer.getByText(/Asking again in \d+ s/).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.reload();
  await answer.getByText(/Asking again in \d+ s/).waitFor();
  await answer.getByRole('button', { name: 'Ask now' }).click();
  await answer.getByText('at last').waitFor();
  expect(await answer.getByText('The tokens a minute are used up.').count()).toBe(0);
});

test('an answer that waits for a limit can be stopped', async () => {
  await using visitor = await open('/');
  await visitor.waitForStart();
  await visitor.send(script({ error: 'limit_requests', retryAfterSeconds: 60 }));
  const answer = visitor.answers.last();
  await answer.getByText('The requests a minute are used up.').waitFor();
  await answer.getByRole('button', { name: 'Stop waiting' }).click();
  await answer.getByText('This answer was stopped.').waitFor();
});

test.each([
  ['arrearage', 'The account at the provider has an unpaid bill.'],
  ['invalid_api_key', 'This provider needs a key.'],
  ['data_inspection_failed', 'The content filter of the provider refused this.'],
  ['free_tier_only', 'The free quota of this model is used up.'],
  ['model_not_found', 'The provider does not know this model.'],
])('%s is told in a sentence, and its details can be copied', async (error, sentence) => {
  await using visitor = await open('/');
  const { page } = visitor;
  await visitor.waitForStart();
  await visitor.send(script({ error }));
  const answer = visitor.answers.last();
  await answer.getByText(sentence).waitFor();
  await answer.getByRole('button', { name: 'Copy details' }).click();
  await answer.getByRole('button', { name: 'Copied' }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^time: \d{4}-.*\nmodel: .+\nhost: 127\.0\.0\.1:\d+\nrequest id: \S+\n/);
  expect(copied).not.toContain('/script');
  expect(await seriousFaults(page)).toEqual([]);
});

test.each([
  ['a content filter', { errorAfter: 3, error: 'output_inspection_failed' }, 'ended this answer.'],
  ['a cut', { cutAfter: 3 }, 'The connection to the provider broke.'],
])('what came before %s stays, with a way to go on', async (_name, fault, sentence) => {
  await using visitor = await open('/');
  await visitor.waitForStart();
  await visitor.send(script({ tokens: 9, ...fault }));
  const answer = visitor.answers.last();
  await answer.getByText(sentence).waitFor();
  await answer.getByText('What had arrived is kept.').waitFor();
  await answer.getByText('t0 t1').waitFor();
  await answer.getByRole('button', { name: 'Continue' }).waitFor();
  await answer.getByRole('button', { name: 'Try again' }).waitFor();
});
