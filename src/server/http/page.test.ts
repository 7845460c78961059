import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import type { AppEnv } from './handle.ts';
import { listen, type Listening } from './listen.ts';
import { pageRoutes } from './page.ts';

const script = 'export const answer = 42;\n'.repeat(200);
let folder: string;
let listening: Listening;
let origin: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkstone-web-'));
  mkdirSync(join(folder, 'assets'));
  mkdirSync(join(folder, 'tutorial'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Inkstone</title>');
  writeFileSync(join(folder, 'tutorial', 'index.html'), '<!doctype html><title>Tutorial</title>');
  writeFileSync(join(folder, 'service-worker.js'), script);
  writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'assets', 'index-4f3a.js'), script);
  writeFileSync(join(folder, 'assets', 'index-4f3a.js.map'), '{}');
  writeFileSync(join(folder, '.env'), 'SECRET=1');
  listening = await serve(folder);
  origin = `http://127.0.0.1:${listening.port}`;
});
afterAll(async () => {
  await listening.close();
  rmSync(folder, { recursive: true });
});

function serve(webDir: string): Promise<Listening> {
  const app = new Hono<AppEnv>();
  pageRoutes(app, { webDir });
  const logger = createLogger('silent');
  const parts = { host: '127.0.0.1', port: 0, allowedOrigins: [], routes: [] };
  return listen({ ...parts, app, logger, metrics: new Metrics(logger) });
}

describe('the page', () => {
  test.each(['/', '/c/0198c0de-0000-7000-8000-000000000000', '/c/anything'])('is at %s', async (path) => {
    const response = await fetch(origin + path);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('<title>Inkstone</title>');
  });

  test('is kept by a service worker, which is asked for anew and may ask this server only', async () => {
    const { headers } = await fetch(`${origin}/service-worker.js`);
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; connect-src 'self'");
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  test('may run our own scripts only, through Trusted Types, and frame nothing but our frame', async () => {
    const { headers } = await fetch(`${origin}/`);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src-elem 'self'; style-src-attr 'unsafe-inline'; " +
        "img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; " +
        `worker-src 'self'; manifest-src 'self'; frame-src ${origin}/frame; frame-ancestors 'none'; ` +
        "form-action 'self'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; " +
        'trusted-types app svelte-trusted-html',
    );
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('that has not changed is not sent again', async () => {
    const etag = (await fetch(`${origin}/`)).headers.get('etag')!;
    const again = await fetch(`${origin}/`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  test('of the tutorial is served beside it', async () => {
    expect(await (await fetch(`${origin}/tutorial`)).text()).toContain('Tutorial');
  });
});

describe('a file of the page', () => {
  const url = (): string => `${origin}/assets/index-4f3a.js`;

  test('with a hash in its name is kept by the browser for good; any other is asked for again', async () => {
    expect((await fetch(url())).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await fetch(`${origin}/favicon.svg`)).headers.get('cache-control')).toBe('no-cache');
  });

  test('comes packed as the browser can unpack it', async () => {
    expect(await packed('br', (bytes) => brotliDecompressSync(bytes))).toBe(script);
    expect(await packed('gzip', (bytes) => gunzipSync(bytes))).toBe(script);
    expect(await packed('identity', (bytes) => bytes)).toBe(script);
    expect((await raw('gzip, br;q=0')).headers.get('content-encoding')).toBe('gzip');
    expect((await raw('br')).headers.get('etag')).not.toBe((await raw('gzip')).headers.get('etag'));
    expect((await raw('br')).headers.get('vary')).toBe('Accept-Encoding');
  });

  async function packed(encoding: string, unpack: (bytes: Buffer) => Buffer): Promise<string> {
    const { bytes, headers } = await raw(encoding);
    expect(headers.get('content-encoding') ?? 'identity').toBe(encoding);
    if (encoding !== 'identity') expect(bytes.length).toBeLessThan(script.length / 10);
    return unpack(bytes).toString();
  }

  /** Without unpacking it, as `fetch` would. */
  async function raw(acceptEncoding: string): Promise<{ bytes: Buffer; headers: Headers }> {
    const outgoing = get(url(), { headers: { 'accept-encoding': acceptEncoding } });
    const [reply] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { bytes: await buffer(reply), headers: new Headers(reply.headers as Record<string, string>) };
  }

  test.each(['/.env', '/assets/index-4f3a.js.map', '/assets', '/assets/', '/INDEX.html'])(
    'that is not meant to be served is not: %s',
    async (path) => {
      expect((await fetch(origin + path)).status).toBe(404);
    },
  );
});

test('where the page is not built yet, it says what to do', async () => {
  const bare = await serve(join(folder, 'nothing-here'));
  const response = await fetch(`http://127.0.0.1:${bare.port}/`);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('npm run build');
  await bare.close();
});
