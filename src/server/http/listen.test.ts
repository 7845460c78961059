import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { Hono } from 'hono';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../protocol/errors.ts';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import type { NodeRoute } from '../visit.ts';
import type { AppEnv } from './handle.ts';
import { listen, type Listening } from './listen.ts';

function serve(routes: NodeRoute[]): Promise<Listening> {
  const logger = createLogger('silent');
  const parts = { host: '127.0.0.1', port: 0, allowedOrigins: [], app: new Hono<AppEnv>() };
  return listen({ ...parts, routes, logger, metrics: new Metrics(logger) });
}

function get(port: number, path: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, agent }, (incoming) => resolve(incoming.resume()))
      .once('error', reject)
      .end();
  });
}

/** Somebody who closes their side only when they want to. */
async function speak(port: number, text: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

afterEach(() => {
  vi.useRealTimers();
});

test('a stop lets a reply that is being made go out, ends waits, and does not wait for idle browsers', async () => {
  const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let ended = false;
  const listening = await serve([
    {
      path: '/slow',
      handle: async (_, outgoing, { signal }) => {
        signal.addEventListener('abort', () => (ended = true));
        begun.resolve();
        await goOn.promise;
        outgoing.end('done');
      },
    },
  ]);
  const agent = new Agent({ keepAlive: true });
  await get(listening.port, '/nothing', agent);
  const reply = get(listening.port, '/slow', new Agent({ keepAlive: true }));
  await begun.promise;
  // With a grace that no test would wait for: nothing but idle connections may be left when the reply is out.
  const closed = listening.close(60_000);
  expect(ended).toBe(true);
  goOn.resolve();
  expect((await reply).statusCode).toBe(200);
  await closed;
  await expect(get(listening.port, '/slow', new Agent())).rejects.toThrow('ECONNREFUSED');
});

test('what a handler throws after it has begun to reply breaks the reply off, so that nobody takes half for all', async () => {
  const listening = await serve([
    {
      path: '/broken',
      handle: async (_, outgoing) => {
        outgoing.write('half');
        throw new Error('a bug');
      },
    },
  ]);
  const incoming = await get(listening.port, '/broken', new Agent());
  await expect(new Promise((_, reject) => incoming.once('error', reject))).rejects.toThrow('aborted');
  await listening.close();
});

test('a bug of ours is told without its details', async () => {
  const listening = await serve([
    { path: '/broken', handle: async () => Promise.reject(new Error('about a private question')) },
  ]);
  const response = await fetch(`http://127.0.0.1:${listening.port}/broken`);
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(JSON.parse(text)).toMatchObject({ code: 'internal', retryable: true });
  expect(text).not.toContain('private');
  expect(text).toContain(response.headers.get('x-request-id'));
  await listening.close();
});

test('whoever sends too much sees why, also where they want no further reply', async () => {
  const listening = await serve([
    { path: '/refuses', handle: async () => Promise.reject(new ApiError('too_large')) },
  ]);
  const body = Buffer.alloc(12 * 1024 * 1024, ' ');
  const head = `POST /refuses HTTP/1.1\r\nHost: 127.0.0.1:${listening.port}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
  const socket = await speak(listening.port, head);
  await new Promise((resolve, reject) => socket.once('error', reject).write(body, resolve));
  expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 413 .*"too_large"/s);
  await listening.close();
});

test('who speaks no HTTP is told so, and let go of even if they never leave', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const listening = await serve([]);
  const socket = await speak(listening.port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${listening.port}\r\n\r\n`);
  await once(socket, 'data');
  socket.write('Good morning!\r\n\r\n');
  expect(await textOf(socket)).toMatch(/HTTP\/1\.1 400 /);
  vi.advanceTimersByTime(3_000);
  // The end of a server is the end of its last connection.
  await listening.close();
  socket.destroy();
});
