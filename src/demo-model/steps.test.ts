import { expect, test } from 'vitest';
import { startDemoModel } from './server.ts';
import { Steps } from './steps.ts';

const soon = (): AbortSignal => AbortSignal.timeout(5000);

function ask(url: string, model: string): Promise<string> {
  const messages = [{ role: 'user', content: 'Hello' }];
  const body = JSON.stringify({ model, messages, stream: true });
  return fetch(`${url}/chat/completions`, { method: 'POST', body }).then((response) => response.text());
}

test('a stepped answer sends as many tokens as are asked for, and ends when that is asked for', async () => {
  await using demo = await startDemoModel({ inspect: true });
  const answer = ask(demo.url, 'script:stepped?tokens=5&key=mine');
  expect(await demo.step('mine', 2, soon())).toEqual({ sent: 2, ended: false });
  expect(demo.requests()[0]).toMatchObject({ key: 'mine', tokensSent: 2, state: 'running' });
  expect(await demo.step('mine', 3, soon())).toEqual({ sent: 5, ended: false });
  expect(await demo.step('mine', 1, soon())).toMatchObject({ ended: true });
  expect(await answer).toContain('[DONE]');
});

test('steps may be asked for over HTTP, and all the rest at once', async () => {
  await using demo = await startDemoModel({ inspect: true });
  const answer = ask(demo.url, 'script:stepped?tokens=5');
  const { key } = await demo.findRequest((record) => record.key !== undefined, soon());
  const step = (body: object): Promise<Response> =>
    fetch(new URL('/_step', demo.url), { method: 'POST', body: JSON.stringify(body) });
  expect(await (await step({ key, count: 1 })).json()).toEqual({ sent: 1, ended: false });
  expect(await (await step({ key })).json()).toMatchObject({ ended: true });
  expect(await answer).toContain('" t4"');
});

test('a key can be used again for the next answer', async () => {
  const steps = new Steps();
  const first = steps.gate('mine');
  const stepped = steps.step('mine', 9, soon());
  first.end();
  expect(await stepped).toMatchObject({ ended: true });
  const early = steps.step('mine', 1, soon());
  const second = steps.gate('mine');
  await second.next(soon());
  void second.next(soon());
  expect(await early).toEqual({ sent: 1, ended: false });
});

test('a step that nobody takes ends when its asker gives up', async () => {
  const gaveUp = new AbortController();
  const step = new Steps().step('nobody', 1, gaveUp.signal);
  gaveUp.abort(new Error('no answer came'));
  await expect(step).rejects.toThrow('no answer came');
});
