import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Message, Waiting } from '../protocol/messages.ts';
import { wordsIn } from './i18n/words.ts';
import { Output } from './output.ts';
import { WaitTeller } from './wait-teller.ts';

const waiting = (untilMs: number | null): Waiting => ({
  untilMs,
  attempt: 1,
  error: { code: 'tokens_limited', retryable: true },
});
const answer = (waits?: Waiting): Message =>
  ({ id: 'a', parts: [], ...(waits ? { waiting: waits } : {}) }) as unknown as Message;

test('a wait is told once, with its limit and its seconds, and the next one again', () => {
  const said = new PassThrough();
  const output = new Output(new PassThrough() as never, said as never);
  const teller = new WaitTeller(output, wordsIn('en'));
  const soon = waiting(Date.now() + 11_900);
  for (const waits of [waiting(null), soon, soon, undefined]) teller.tell(answer(waits));
  expect(String(said.read()).trimEnd().split('\n')).toEqual([
    'The tokens a minute are used up. Answers of this model that were asked for earlier go first.',
    'The tokens a minute are used up. Asking again in 12 s.',
  ]);
});
