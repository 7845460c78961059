import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { endpoints } from '../../src/server/http/openapi.ts';
import { type Inkstone, type Reply, startInkstone } from './inkstone.ts';

let inkstone: Inkstone;

beforeAll(async () => {
  inkstone = await startInkstone({ INKSTONE_ALLOWED_ORIGINS: 'http://localhost:5500' });
});
afterAll(() => inkstone[Symbol.asyncDispose]());

/** Every route there is: those of the contract, answered by the app, and those that are written on the Node response. */
const routes = [
  ...Object.values(endpoints()).map(({ method, path }) => ({ method: method as string, path })),
  { method: 'GET', path: '/api/stream?offset=now' },
  { method: 'GET', path: '/api/stream?offset=now&live=long-poll' },
  { method: 'GET', path: '/api/stream?offset=now&live=sse' },
  { method: 'GET', path: '/api/conversations/:conversationId/stream?offset=now&live=sse' },
  { method: 'GET', path: '/api/openapi.json' },
  { method: 'GET', path: '/chat?message=hi' },
  { method: 'POST', path: '/chat' },
  { method: 'GET', path: '/tutorial' },
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/c/:conversationId' },
  { method: 'GET', path: '/healthz' },
  { method: 'GET', path: '/readyz' },
  { method: 'GET', path: '/metrics' },
  { method: 'GET', path: '/nowhere' },
  { method: 'POST', path: '/nowhere' },
].map(({ method, path }) => ({ method, path: path.replaceAll(/:\w+/g, newId()) }));

const startsWork = ({ method, path }: { method: string; path: string }): boolean =>
  method !== 'GET' || path.startsWith('/chat');

async function codeOf(reply: Promise<Reply>): Promise<string> {
  return ((await reply).json() as { code: string }).code;
}

describe('every route, whichever handler answers it', () => {
  test.each(routes)(
    '$method $path is not served under a name that somebody else made point here',
    async (route) => {
      for (const host of [
        'evil.example',
        `evil.example:${inkstone.port}`,
        'localhost:1',
        '127.0.0.1.nip.io',
      ]) {
        const reply = await inkstone.send(route.path, { method: route.method, headers: { host } });
        expect(reply.status).toBe(403);
        expect(reply.json()).toMatchObject({ code: 'forbidden_host', retryable: false });
      }
    },
  );

  test.each(routes.filter(startsWork))(
    '$method $path does nothing for another site’s page',
    async (route) => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      ] as Record<string, string>[]) {
        const reply = await inkstone.send(route.path, { method: route.method, headers });
        expect(reply.status).toBe(403);
        expect(reply.json()).toMatchObject({ code: 'forbidden_origin' });
        expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
      }
    },
  );

  test.each(routes.filter(({ path }) => !path.includes('live=')))(
    '$method $path carries the headers that keep a browser safe',
    async (route) => {
      const { headers } = await inkstone.send(route.path, { method: route.method });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'x-dns-prefetch-control': 'off',
        'permissions-policy':
          'camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()',
      });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; /);
      expect(headers['cache-control']).toContain('no-store');
      expect(headers).not.toHaveProperty('x-powered-by');
    },
  );
});

test('no conversation came about through anything that was refused', async () => {
  const before = await titles();
  await inkstone.send('/chat?message=stolen', { headers: { origin: 'https://evil.example' } });
  expect(await titles()).toEqual(before);
});

async function titles(): Promise<string[]> {
  const { conversations } = (await inkstone.send('/api/conversations')).json() as {
    conversations: { title: string }[];
  };
  return conversations.map(({ title }) => title);
}

describe('an allowed site', () => {
  const headers = { origin: 'http://localhost:5500', 'sec-fetch-site': 'same-site' };

  test('may use the tutorial’s contract, with its cookie', async () => {
    const reply = await inkstone.send('/chat', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ message: '/script {"text":"hello","rate":0}' }),
    });
    expect(reply.json()).toEqual({ response: 'hello' });
    expect(reply.headers).toMatchObject({
      'access-control-allow-origin': 'http://localhost:5500',
      'access-control-allow-credentials': 'true',
      vary: expect.stringContaining('Origin') as string,
    });
  });

  test('is told before that it may', async () => {
    const preflight = { ...headers, 'access-control-request-method': 'POST' };
    const reply = await inkstone.send('/chat', { method: 'OPTIONS', headers: preflight });
    expect(reply.status).toBe(204);
    expect(reply.headers['access-control-allow-origin']).toBe('http://localhost:5500');
    expect(reply.headers['access-control-allow-headers']).toContain('Content-Type');
  });

  test('may not use our own API', async () => {
    expect(await codeOf(inkstone.send('/api/conversations', { method: 'POST', headers }))).toBe(
      'forbidden_origin',
    );
    const preflight = await inkstone.send('/api/conversations', { method: 'OPTIONS', headers });
    expect(preflight.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('no other site is told anything', async () => {
    const reply = await inkstone.send('/chat', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('an address', () => {
  test('that is unknown under /api is a problem; anywhere else a person gets a page', async () => {
    const html = { accept: 'text/html' };
    expect(await codeOf(inkstone.send('/api/nowhere', { headers: html }))).toBe('not_found');
    const page = await inkstone.send('/nowhere', { headers: html });
    expect(page.status).toBe(404);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(await codeOf(inkstone.send('/nowhere'))).toBe('not_found');
  });

  test.each([
    '/..%2f..%2fpackage.json',
    '/../../package.json',
    '/assets/../index.html',
    '//evil.example/x',
    '/c',
    '/%',
  ])('that leads out of the page’s folder leads nowhere: %s', async (path) => {
    const reply = await inkstone.send(path);
    expect([400, 404]).toContain(reply.status);
    expect(reply.text).not.toContain('inkstone.js');
  });

  test('asked for with another method says which it takes', async () => {
    const reply = await inkstone.send('/api/conversations', { method: 'DELETE' });
    expect(reply.status).toBe(405);
    expect(reply.headers['allow']).toBe('GET, HEAD, POST');
    expect((await inkstone.send('/chat', { method: 'PUT' })).headers['allow']).toBe('GET, POST, OPTIONS');
  });

  test('that is too long is refused, and so are too many headers', async () => {
    expect(await codeOf(inkstone.send(`/api/${'a'.repeat(9000)}`))).toBe('too_large');
    const reply = await inkstone.send('/healthz', { headers: { 'x-long': 'a'.repeat(17 * 1024) } });
    expect(reply.status).toBe(431);
  });
});

test('a problem is told in the caller’s language', async () => {
  const reply = await inkstone.send('/api/nowhere', { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } });
  expect(reply.headers['content-language']).toBe('zh');
  expect(reply.json()).toMatchObject({ code: 'not_found', title: '这个地址下没有内容。' });
});

test('whoever watches the server learns that it is alive and can serve, and counts no path', async () => {
  expect((await inkstone.send('/healthz')).text).toBe('inkstone ok\n');
  expect((await inkstone.send('/readyz')).text).toBe('inkstone ready\n');
  await inkstone.send('/api/conversations/my-private-id');
  const metrics = await inkstone.send('/metrics');
  expect(metrics.text).toContain('route="/api/conversations/:conversationId"');
  expect(metrics.text).not.toContain('my-private-id');
});
