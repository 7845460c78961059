import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ask, chat, event, HandClock, provider, serve, serveRaw } from '../../../test/support/chat-with.ts';
import type { Provider } from './provider.ts';

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
    const hungUp = Promise.withResolvers<void>();
    // It takes the connection, but says nothing about its certificate.
    const { baseUrl } = await serveRaw((socket) => socket.on('close', () => hungUp.resolve()).resume());
    const to = provider(baseUrl.replace('http:', 'https:'));
    const { end } = await chat(to, ask('m'), { timeouts: { connectMs: 200 }, tries: 1 });
    expect(end).toMatchObject({
      outcome: 'failed',
      error: { code: 'upstream_unreachable', providerCode: 'ETIMEDOUT' },
    });
    await hungUp.promise;
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
