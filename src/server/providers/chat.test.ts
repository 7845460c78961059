import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { ask, chat, event, HandClock, provider, script, serve } from '../../../test/support/chat-with.ts';
import { startDemoModel } from '../../demo-model/server.ts';
import type { Delta } from './delta.ts';

const demo = await startDemoModel({ inspect: true });
afterAll(() => demo.close());

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

  test('is handed on as it arrives: what comes at once is one piece', async () => {
    const to = await serve((_request, response) => {
      response.writeHead(200).flushHeaders();
      response.socket?.cork();
      for (let count = 0; count < 50; count++) response.write(event({ content: `t${count} ` }));
      response.end(event({}, 'stop'));
      response.socket?.uncork();
    });
    const pieces: Delta[][] = [];
    await chat(to, ask('m'), { onDeltas: (deltas) => void pieces.push(deltas) });
    expect(pieces.length).toBeLessThan(5);
    expect(
      pieces
        .flat()
        .map((delta) => (delta.type === 'text' ? delta.text : ''))
        .join(''),
    ).toMatch(/^t0 t1 .* t49 $/);
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
      onWait: () => queueMicrotask(() => stop.abort()),
    });
    expect(end.outcome).toBe('aborted');
  });

  test('that came first asks nothing', async () => {
    const to = await serve(() => expect.unreachable());
    expect((await chat(to, ask('m'), { signal: AbortSignal.abort() })).end.outcome).toBe('aborted');
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
