import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serve, serveRaw } from '../../../test/support/chat-with.ts';
import { openReply } from './open-reply.ts';

const never = new AbortController().signal;

function post(baseUrl: string, signal = never): Promise<IncomingMessage> {
  return openReply(baseUrl, { method: 'POST', headers: {}, body: 'question', connectMs: 5_000, signal });
}

const head = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';

describe('a connection', () => {
  test('over which the server has hung up in the meantime is not asked over', async () => {
    let asked = 0;
    const { baseUrl } = await serveRaw((socket) => {
      socket.once('data', () => {
        asked += 1;
        socket.end(`${head}reply`);
      });
    });
    for (let count = 1; count <= 20; count++) {
      expect(await text(await post(baseUrl))).toBe('reply');
      expect(asked).toBe(count);
    }
  });

  test('over which the server hangs up when it has heard the question is not asked over again', async () => {
    let heard = 0;
    const { baseUrl } = await serveRaw((socket) => {
      socket.once('data', () => {
        heard += 1;
        socket.write(`${head}reply`);
        socket.once('data', () => {
          heard += 1;
          socket.destroy();
        });
      });
    });
    await text(await post(baseUrl));
    await expect(post(baseUrl)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(heard).toBe(2);
  });

  test('that is stopped once all of the reply has arrived harms nobody', async () => {
    const { baseUrl } = await serveRaw((socket) => socket.on('data', () => socket.write(`${head}reply`)));
    const thrown: unknown[] = [];
    const keep = (error: unknown): void => void thrown.push(error);
    process.prependListener('uncaughtException', keep);
    onTestFinished(() => void process.off('uncaughtException', keep));
    for (let count = 1; count <= 5; count++) {
      const stop = new AbortController();
      const reply = await post(baseUrl, stop.signal);
      reply.on('error', () => undefined);
      await once(reply, 'readable');
      reply.read();
      stop.abort();
      await once(reply, 'close');
    }
    // One more goes well, and lets what the last one left behind come to light.
    expect(await text(await post(baseUrl))).toBe('reply');
    expect(thrown).toEqual([]);
  });

  test('is had by each of many answers at once', async () => {
    const many = 300;
    const asked = Promise.withResolvers<void>();
    let open = 0;
    const { baseUrl } = await serve((_request, response) => {
      response.write('some');
      open += 1;
      if (open === many) asked.resolve();
    });
    const replies = await Promise.all(Array.from({ length: many }, () => post(baseUrl)));
    await asked.promise;
    for (const reply of replies) reply.destroy();
  });

  test('is not used again where its reply was left unread', async () => {
    const sockets = new Set<unknown>();
    const { baseUrl } = await serve(({ socket }, response) => {
      sockets.add(socket);
      response.write('some');
    });
    for (const count of [1, 2, 3]) {
      (await post(baseUrl)).destroy();
      expect(sockets.size).toBe(count);
    }
  });
});

describe('a stop', () => {
  test('before anything was asked rejects', async () => {
    const { baseUrl } = await serve(() => expect.unreachable());
    await expect(post(baseUrl, AbortSignal.abort())).rejects.toThrow('aborted');
  });

  test('rejects also where a connection was about to be used again', async () => {
    let asked = 0;
    const { baseUrl } = await serve((_request, response) => {
      asked += 1;
      response.end('reply');
    });
    await text(await post(baseUrl));
    const stop = new AbortController();
    const waiting = post(baseUrl, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow('aborted');
    expect(await text(await post(baseUrl))).toBe('reply');
    expect(asked).toBe(2);
  });

  test('in the middle of a reply breaks it, and closes the connection', async () => {
    const stop = new AbortController();
    const closed = Promise.withResolvers<void>();
    const { baseUrl } = await serve((_request, response) => {
      response.on('close', closed.resolve);
      response.write('half');
    });
    const reply = await post(baseUrl, stop.signal);
    await once(reply, 'data');
    stop.abort();
    await expect(text(reply)).rejects.toThrow('aborted');
    await closed.promise;
  });
});

describe('a reply', () => {
  test.each([
    ['that is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', /^HPE_/],
    [
      'whose head has no end',
      `HTTP/1.1 200 OK\r\n${`X-More: ${'x'.repeat(1_000)}\r\n`.repeat(100)}`,
      'HPE_HEADER_OVERFLOW',
    ],
    ['that is cut within its head', 'HTTP/1.1 200 OK\r\nContent-', 'ECONNRESET'],
    ['that is none', '', 'ECONNRESET'],
    [
      'that wants to speak something else',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      'ERR_HTTP_UPGRADE',
    ],
  ])('%s is told of', async (_what, said, code) => {
    const { baseUrl } = await serveRaw((socket) => socket.once('data', () => socket.end(said)));
    await expect(post(baseUrl)).rejects.toMatchObject({ code: expect.stringMatching(code) });
  });

  test.each([
    ['is cut', `${head}re`, 'ECONNRESET'],
    ['is framed wrongly', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nre\r\nzz\r\n', /^HPE_/],
  ])('whose body %s says so once it is read', async (_how, said, code) => {
    const { baseUrl } = await serveRaw((socket) => socket.once('data', () => socket.end(said)));
    await expect(post(baseUrl).then(text)).rejects.toMatchObject({ code: expect.stringMatching(code) });
  });
});

test('an address that is none rejects, and throws nothing', async () => {
  await expect(post('not an address')).rejects.toThrow('Invalid URL');
  await expect(post('ftp://127.0.0.1/v1')).rejects.toThrow('Protocol');
});
