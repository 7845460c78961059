import { afterAll, describe, expect, test } from 'vitest';
import { ask, chat, event, provider, script, serve } from '../../../test/support/chat-with.ts';
import { startDemoModel } from '../../demo-model/server.ts';

const demo = await startDemoModel({ inspect: true });
afterAll(() => demo.close());

describe('another try', () => {
  test('is made after a refusal that passes', async () => {
    const { end, text, retries } = await chat(
      provider(demo.url),
      script({ text: 'at last', error: 'limit_requests', failTimes: 2 }),
      { random: () => 0.5 },
    );
    expect({ outcome: end.outcome, text }).toEqual({ outcome: 'complete', text: 'at last' });
    expect(retries).toEqual([
      { attempt: 1, waitMs: 500 },
      { attempt: 2, waitMs: 1000 },
    ]);
  });

  test('waits as long as the server says', async () => {
    const request = script({ text: 'now', error: 'limit_requests', failTimes: 1, retryAfterSeconds: 7 });
    expect((await chat(provider(demo.url), request)).retries).toEqual([{ attempt: 1, waitMs: 7000 }]);
  });

  test('is given up after five', async () => {
    const { end, retries } = await chat(
      provider(demo.url),
      script({ text: 'never', error: 'insufficient_quota' }),
    );
    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'tokens_limited', httpStatus: 429 } });
    expect(retries).toHaveLength(4);
  });

  test('is not made for what will not pass', async () => {
    const { end, retries } = await chat(
      provider(demo.url),
      script({ error: 'invalid_api_key', body: 'sse' }),
    );
    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'key_invalid', retryable: false } });
    expect(retries).toEqual([]);
  });

  test('is not made once a word was shown', async () => {
    const { end, retries, text } = await chat(
      provider(demo.url),
      script({ text: 'one two three four', cutAfter: 2 }),
    );
    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'upstream_cut', retryable: true } });
    expect(text).not.toBe('');
    expect(retries).toEqual([]);
  });

  test('is made when only the role had come', async () => {
    let asked = 0;
    const to = await serve((_request, response) => {
      asked += 1;
      response.write(event({ role: 'assistant', content: '' }), () => {
        if (asked === 1) response.destroy();
        else response.end(event({ content: 'here' }, 'stop'));
      });
    });
    expect(await chat(to, ask('m'))).toMatchObject({
      end: { outcome: 'complete' },
      text: 'here',
      retries: [{ attempt: 1 }],
    });
  });

  test('is made when the error came inside the stream before any word', async () => {
    let asked = 0;
    const to = await serve((_request, response) => {
      asked += 1;
      if (asked > 1) response.end(event({ content: 'here' }, 'stop'));
      else response.end('data: {"error":{"code":503,"message":"overloaded"}}\n\ndata: [DONE]\n\n');
    });
    expect(await chat(to, ask('m'))).toMatchObject({
      end: { outcome: 'complete' },
      retries: [{ attempt: 1 }],
    });
  });
});

test('a setting that the model refuses is left away, once', async () => {
  const bodies: unknown[] = [];
  const to = await serve((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(JSON.parse(text)));
    request.on('end', () => {
      if (bodies.length > 1) return response.end(event({ content: 'fine' }, 'stop'));
      const message = 'The value of the enable_thinking parameter is restricted to True.';
      response.writeHead(400).end(JSON.stringify({ error: { message, code: 'invalid_parameter_error' } }));
    });
  });
  const { text, retries } = await chat(to, { ...ask('qwen-new'), thinking: 'off' });
  expect({ text, retries }).toEqual({ text: 'fine', retries: [] });
  expect(bodies).toMatchObject([{ enable_thinking: false }, {}]);
  expect(bodies[1]).not.toHaveProperty('enable_thinking');
});
