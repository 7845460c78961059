import { expect, test } from 'vitest';
import { startDemoModel } from './server.ts';

/** A clock that jumps to whatever is waited for. */
function jumpingClock() {
  let nowMs = 1_795_300_000_000;
  const waits: number[] = [];
  const wait = (durationMs: number): Promise<void> => {
    waits.push(durationMs);
    nowMs += durationMs;
    return Promise.resolve();
  };
  return { waits, clock: { now: () => nowMs, wait } };
}

async function streamed(url: string, model: string): Promise<string> {
  const messages = [{ role: 'user', content: 'Hello' }];
  const body = JSON.stringify({ model, messages, stream: true });
  return (await fetch(`${url}/chat/completions`, { method: 'POST', body })).text();
}

test('tokens keep the pace that the script sets, after the waits that it sets', async () => {
  const { waits, clock } = jumpingClock();
  await using demo = await startDemoModel(clock);
  await streamed(demo.url, 'script:tokens=11&rate=50&delayMs=300&firstTokenMs=200');
  expect(waits.slice(0, 2)).toEqual([300, 200]);
  expect(waits.slice(2).reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(220);
});

test('a stall that ends is followed by the rest, with comments meanwhile if the script wants them', async () => {
  const { waits, clock } = jumpingClock();
  await using demo = await startDemoModel(clock);
  const text = await streamed(demo.url, 'script:tokens=3&stallAfter=2&stallMs=5000&pingMs=2000');
  expect(waits).toEqual([2000, 2000, 1000]);
  expect(text.split(': keep-alive')).toHaveLength(3);
  expect(text.indexOf('" t1"')).toBeLessThan(text.indexOf(': keep-alive'));
  expect(text.indexOf('" t2"')).toBeGreaterThan(text.lastIndexOf(': keep-alive'));
});

test('every chunk of an answer bears the time at which it began', async () => {
  const { clock } = jumpingClock();
  await using demo = await startDemoModel(clock);
  const text = await streamed(demo.url, 'script:tokens=300&rate=10');
  expect(new Set(text.match(/"created":\d+/g))).toEqual(new Set(['"created":1795300000']));
});

test('the demo goes on from any prefix of its answer to the same words', async () => {
  await using demo = await startDemoModel(jumpingClock().clock);
  const say = async (messages: object[]): Promise<string> => {
    const body = JSON.stringify({ model: 'demo', messages, enable_thinking: false });
    const response = await fetch(`${demo.url}/chat/completions`, { method: 'POST', body });
    const answer = (await response.json()) as { choices: [{ message: { content: string } }] };
    return answer.choices[0].message.content;
  };
  for (const content of ['写300字', 'think about it']) {
    const whole = await say([{ role: 'user', content }]);
    for (const length of [1, 40, 101, whole.length - 1]) {
      const prefix = whole.slice(0, length);
      const rest = await say([
        { role: 'user', content },
        { role: 'assistant', content: prefix, partial: true },
      ]);
      expect(prefix + rest).toBe(whole);
    }
  }
});

test('a title is answered at once, whatever the script would do to an answer', async () => {
  const { waits, clock } = jumpingClock();
  await using demo = await startDemoModel(clock);
  const messages = [
    { role: 'system', content: 'Write a title for this conversation.' },
    { role: 'user', content: 'User: Where does ink come from?\n\nAssistant: From smoke.' },
  ];
  const body = JSON.stringify({ model: 'script:stall?delayMs=9', messages, max_tokens: 20 });
  const response = await fetch(`${demo.url}/chat/completions`, { method: 'POST', body });
  expect(await response.text()).toContain('"content":"Where does ink come from"');
  expect(waits).toEqual([]);
});
