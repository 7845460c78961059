import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startDemoModel } from '../../demo-model/server.ts';
import { streamChat, type ChatEnd, type ChatOptions, type ChatRequest, type Delta } from './chat.ts';
import type { Clock } from './clock.ts';
import type { Provider } from './provider.ts';
import { newAgent } from './upstream-agent.ts';

const demo = await startDemoModel({ inspect: true });
afterAll(() => demo.close());

/** Time that stands still until it is told to go on. */
class HandClock implements Clock {
  #now = 1_000_000;
  #timers = new Map<object, { at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, delayMs: number): unknown {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.set(timer, timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as object);
  }

  advance(byMs: number): void {
    this.#now += byMs;
    for (const [key, timer] of this.#timers) {
      if (timer.at > this.#now || !this.#timers.delete(key)) continue;
      timer.run();
    }
  }
}

const ask = (model: string, text = 'hi'): ChatRequest => ({
  model,
  messages: [{ role: 'user', content: text }],
  stream: true,
  thinking: 'default',
});

function provider(baseUrl: string): Provider {
  return { id: 'p', name: 'p', kind: 'dashscope', baseUrl, apiKey: 'sk-secret-key-1234' };
}

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Provider> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return provider(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
}

type Result = { end: ChatEnd; text: string; retries: { attempt: number; waitMs: number }[] };

async function chat(to: Provider, request: ChatRequest, options: Partial<ChatOptions> = {}): Promise<Result> {
  const deltas: Delta[] = [];
  const retries: Result['retries'] = [];
  const clock = new HandClock();
  const end = await streamChat(to, request, {
    onDeltas: (some) => void deltas.push(...some),
    onRetry: ({ attempt, waitMs }) => {
      retries.push({ attempt, waitMs });
      setImmediate(() => clock.advance(waitMs));
    },
    signal: new AbortController().signal,
    clock,
    ...options,
  });
  return { end, retries, text: deltas.map((delta) => (delta.type === 'text' ? delta.text : '')).join('') };
}

const script = (scenario: object): ChatRequest => ask(`script:${JSON.stringify(scenario)}`);
const event = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

describe('an answer', () => {
  test('arrives whole, with its usage', async () => {
    const { end, text } = await chat(
      provider(demo.url),
      script({ text: '从前有座山。\n\nA mountain.', chunk: 2 }),
    );
    expect(text).toBe('从前有座山。\n\nA mountain.');
    expect(end).toMatchObject({
      outcome: 'complete',
      finishReason: 'stop',
      usage: { promptTokens: expect.any(Number) },
    });
    expect(end).toHaveProperty('requestId', expect.stringMatching(/.{8}/));
  });

  test('brings its thinking and its tool calls', async () => {
    const toolCalls = [{ id: 'call_1', name: 'weather', arguments: '{"city":"杭州"}' }];
    const deltas: Delta[] = [];
    const request = { ...script({ text: 'Wait.', thinking: '先想想', toolCalls }), thinking: 'on' as const };
    const { end } = await chat(provider(demo.url), request, {
      onDeltas: (some) => void deltas.push(...some),
    });
    expect(deltas.flatMap((delta) => (delta.type === 'reasoning' ? delta.text : [])).join('')).toBe('先想想');
    expect(end).toMatchObject({ outcome: 'complete', toolCalls });
  });

  test('is complete when the line breaks after the finish reason', async () => {
    const to = await serve((_request, response) => {
      response.write(event({ content: 'all' }, 'stop'), () => response.destroy());
    });
    expect(await chat(to, ask('m'))).toMatchObject({
      end: { outcome: 'complete', usage: null },
      text: 'all',
    });
  });

  test('ends at [DONE], although the server keeps the line open', async () => {
    const to = await serve(
      (_request, response) => void response.write(`${event({ content: 'all' }, 'stop')}data: [DONE]\n\n`),
    );
    expect((await chat(to, ask('m'))).end.outcome).toBe('complete');
  });

  test('is read although something in between compressed it', async () => {
    const to = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(`${event({ content: '你好' })}${event({}, 'stop')}`));
    });
    expect(await chat(to, ask('m'))).toMatchObject({ end: { outcome: 'complete' }, text: '你好' });
  });

  test('uses the connection of the one before', async () => {
    const sockets = new Set<unknown>();
    const to = await serve((request, response) => {
      sockets.add(request.socket);
      response.end(`${event({ content: 'all' }, 'stop')}data: [DONE]\n\n`);
    });
    for (let count = 0; count < 3; count++) await chat(to, ask('m'));
    expect(sockets.size).toBeLessThan(3);
  });

  test('is not read on while what came is still being written', async () => {
    const to = await serve((_request, response) => {
      response.write(event({ content: 'first' }));
      response.end(event({ content: ' second' }, 'stop'));
    });
    let busy = false;
    const onDeltas = async (): Promise<void> => {
      expect(busy).toBe(false);
      busy = true;
      await new Promise(setImmediate);
      busy = false;
    };
    expect((await chat(to, ask('m'), { onDeltas })).end.outcome).toBe('complete');
  });
});

describe('a stop', () => {
  test('closes the connection at once', async () => {
    const closed = Promise.withResolvers<void>();
    const to = await serve((_request, response) => {
      response.write(event({ content: 'never ends' }));
      response.on('close', () => closed.resolve());
    });
    const stop = new AbortController();
    const { end } = await chat(to, ask('m'), { signal: stop.signal, onDeltas: () => stop.abort() });
    expect(end.outcome).toBe('aborted');
    await closed.promise;
  });

  test('before the first byte closes the connection, too', async () => {
    const closed = Promise.withResolvers<void>();
    const stop = new AbortController();
    const to = await serve((_request, response) => {
      response.on('close', () => closed.resolve());
      stop.abort();
    });
    expect((await chat(to, ask('m'), { signal: stop.signal })).end).toEqual({
      outcome: 'aborted',
      usage: null,
    });
    await closed.promise;
  });

  test('ends the wait for another try', async () => {
    const stop = new AbortController();
    const { end } = await chat(provider(demo.url), script({ error: 'limit_requests' }), {
      signal: stop.signal,
      clock: new HandClock(),
      onRetry: () => queueMicrotask(() => stop.abort()),
    });
    expect(end.outcome).toBe('aborted');
  });

  test('that came first asks nothing', async () => {
    const to = await serve(() => expect.unreachable());
    expect((await chat(to, ask('m'), { signal: AbortSignal.abort() })).end.outcome).toBe('aborted');
  });
});

test('a line that breaks with the headers is a line that broke', async () => {
  const to = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100' }).flushHeaders();
    response.socket?.resetAndDestroy();
  });
  expect((await chat(to, ask('m'), { tries: 1 })).end).toMatchObject({
    outcome: 'failed',
    error: { code: 'upstream_cut', retryable: true },
  });
});

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

describe('a server that is slow', () => {
  async function silent(write: string): Promise<{ to: Provider; asked: Promise<void> }> {
    const asked = Promise.withResolvers<void>();
    const to = await serve((_request, response) => {
      if (write !== '') response.write(write);
      asked.resolve();
    });
    return { to, asked: asked.promise };
  }

  test('has two minutes for its first byte', async () => {
    const clock = new HandClock();
    const { to, asked } = await silent('');
    const answer = chat(to, ask('m'), { clock, tries: 1 });
    await asked;
    clock.advance(119_999);
    clock.advance(1);
    expect((await answer).end).toMatchObject({ outcome: 'failed', error: { code: 'upstream_timeout' } });
  });

  test('has a minute between one piece and the next', async () => {
    const clock = new HandClock();
    const { to } = await silent(event({ content: 'half' }));
    const heard = Promise.withResolvers<void>();
    const answer = chat(to, ask('m'), { clock, onDeltas: () => heard.resolve() });
    await heard.promise;
    await new Promise(setImmediate);
    clock.advance(60_000);
    clock.advance(60_000);
    expect((await answer).end).toMatchObject({ outcome: 'failed', error: { code: 'upstream_stalled' } });
  });

  test('does not hold up an answer that is whole', async () => {
    const clock = new HandClock();
    const { to } = await silent(event({ content: 'whole' }, 'stop'));
    const heard = Promise.withResolvers<void>();
    const answer = chat(to, ask('m'), { clock, onDeltas: () => heard.resolve() });
    await heard.promise;
    await new Promise(setImmediate);
    clock.advance(10_000);
    expect((await answer).end).toMatchObject({ outcome: 'complete', finishReason: 'stop' });
  });
});

describe('a server that cannot be used', () => {
  test('because nothing listens there is unreachable', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const { end, retries } = await chat(provider(`http://127.0.0.1:${port}/v1`), ask('m'));
    expect(end).toMatchObject({
      outcome: 'failed',
      error: { code: 'upstream_unreachable', providerCode: 'ECONNREFUSED' },
    });
    expect(retries).toHaveLength(2);
  });

  test('because its address is no address is unreachable', async () => {
    const { end } = await chat(provider('not an address'), ask('m'));
    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'upstream_unreachable' } });
  });

  test('because no connection comes about is unreachable', async () => {
    const dispatcher = newAgent({ timeout: 20, lookup: vi.fn() });
    const { end } = await chat(provider('http://nowhere.invalid/v1'), ask('m'), { dispatcher, tries: 1 });
    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'upstream_unreachable' } });
  });

  test('because it sends a line without end is refused', async () => {
    const closed = Promise.withResolvers<void>();
    const to = await serve((_request, response) => {
      const more = (): void => void response.write('x'.repeat(65_536), (error) => error ?? more());
      response.on('close', () => closed.resolve());
      response.write('data: ', more);
    });
    const { end } = await chat(to, ask('m'));
    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'upstream_unreadable' } });
    await closed.promise;
  });

  test('because its refusal has no end is refused', async () => {
    const to = await serve((_request, response) => {
      response.statusCode = 400;
      const more = (): void => void response.write('no '.repeat(20_000), (error) => error ?? more());
      more();
    });
    const { end } = await chat(to, ask('m'));
    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'parameter_refused', httpStatus: 400 } });
  });

  test('because the address moved is not followed with the key', async () => {
    const to = await serve((_request, response) =>
      response.writeHead(301, { location: 'https://example.com/' }).end(),
    );
    const { end, retries } = await chat(to, ask('m'));
    expect(end).toMatchObject({
      outcome: 'failed',
      error: { code: 'upstream_unreadable', retryable: false, detail: 'redirected to https://example.com/' },
    });
    expect(retries).toEqual([]);
  });

  test('never has its key shown', async () => {
    const to = await serve((request, response) => {
      response.statusCode = 401;
      response.end(JSON.stringify({ error: { message: `Incorrect key ${request.headers.authorization}` } }));
    });
    const { end } = await chat(to, ask('m'));
    expect(JSON.stringify(end)).not.toContain('secret');
    expect(end).toMatchObject({ error: { code: 'key_invalid' } });
  });
});

test('what the reader throws comes through, with the connection closed', async () => {
  const closed = Promise.withResolvers<void>();
  const to = await serve((_request, response) => {
    response.on('close', () => closed.resolve());
    response.write(event({ content: 'text' }));
  });
  const broken = new Error('our own bug');
  const onDeltas = (): void => {
    throw broken;
  };
  await expect(chat(to, ask('m'), { onDeltas })).rejects.toBe(broken);
  await closed.promise;
});
