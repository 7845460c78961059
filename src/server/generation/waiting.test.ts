import { afterEach, beforeEach, expect, test } from 'vitest';
import { GenerationRig } from '../../../test/support/generation-rig.ts';
import { textOf } from '../../protocol/messages.ts';

let rig: GenerationRig;
beforeEach(async () => {
  rig = await GenerationRig.start();
});
afterEach(() => rig[Symbol.asyncDispose]());

const limited = `script:${JSON.stringify({
  text: 'at last',
  error: 'insufficient_quota',
  failTimes: 1,
  retryAfterSeconds: 60,
})}`;

test('an answer that waits for a limit says so, also after a reload, and is asked for at once if a person wishes', async () => {
  const { id } = await rig.ask(limited);
  const shown = await rig.until(id, ({ waiting }) => waiting !== undefined);
  expect(shown.waiting).toMatchObject({ attempt: 1, error: { code: 'tokens_limited' } });
  expect(shown.waiting!.untilMs! - Date.now()).toBeGreaterThan(30_000);
  expect((await rig.read(id)).waiting).toEqual(shown.waiting);
  await rig.generation.askNow('local', id);
  const ended = await rig.ended(id);
  expect({ status: ended.status, text: textOf(ended) }).toEqual({ status: 'complete', text: 'at last' });
  expect(ended).not.toHaveProperty('waiting');
});

test('a second answer of a limited model waits behind the first, and both are written', async () => {
  const first = await rig.ask(limited);
  await rig.until(first.id, ({ waiting }) => waiting !== undefined);
  const second = await rig.ask(limited, { text: 'and me' });
  const behind = await rig.until(second.id, ({ waiting }) => waiting !== undefined);
  expect(behind.waiting).toMatchObject({ untilMs: null, attempt: 0 });
  expect(rig.requests()).toHaveLength(1);
  await rig.generation.askNow('local', first.id);
  expect((await rig.ended(first.id)).status).toBe('complete');
  // It has its own first refusal, and becomes the first in line.
  const head = await rig.until(second.id, ({ waiting }) => waiting?.attempt === 1);
  expect(head.waiting!.untilMs).not.toBeNull();
  await rig.generation.askNow('local', second.id);
  expect((await rig.ended(second.id)).status).toBe('complete');
});

test('an answer that waits can be stopped, and makes room', async () => {
  const { id } = await rig.ask(limited);
  await rig.until(id, ({ waiting }) => waiting !== undefined);
  const { answer } = await rig.generation.stop('local', id);
  expect(answer.status).toBe('stopped');
  expect(answer).not.toHaveProperty('waiting');
});

test('a restart ends a wait as interrupted, and nothing waits any more', async () => {
  const { id } = await rig.ask(limited);
  await rig.until(id, ({ waiting }) => waiting !== undefined);
  await rig.crash();
  const answer = await rig.ended(id);
  expect(answer.status).toBe('interrupted');
  expect(answer).not.toHaveProperty('waiting');
});
