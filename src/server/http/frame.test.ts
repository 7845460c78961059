import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import { frameRoutes } from './frame.ts';
import type { AppEnv } from './handle.ts';
import { listen, type Listening } from './listen.ts';
import { pageRoutes } from './page.ts';

let folder: string;
let listening: Listening;
let origin: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkstone-frame-'));
  mkdirSync(join(folder, 'frame', 'vendor'), { recursive: true });
  for (const name of ['frame.js', 'mermaid-4f3a.js']) writeFileSync(join(folder, 'frame/vendor', name), ';');
  const app = new Hono<AppEnv>();
  frameRoutes(app);
  pageRoutes(app, { webDir: folder });
  const logger = createLogger('silent');
  const parts = { host: '127.0.0.1', port: 0, allowedOrigins: [], routes: [] };
  listening = await listen({ ...parts, app, logger, metrics: new Metrics(logger) });
  origin = `http://127.0.0.1:${listening.port}`;
});
afterAll(async () => {
  await listening.close();
  rmSync(folder, { recursive: true });
});

test('the frame has an origin of its own and no way out', async () => {
  const { headers } = await fetch(`${origin}/frame`);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('content-security-policy')).toBe(
    `sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' ${origin}/frame/vendor/; ` +
      "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; connect-src 'none'; " +
      "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; webrtc 'block'",
  );
  expect(headers.get('connection-allowlist')).toBe('(response-origin)');
  expect(headers.get('x-dns-prefetch-control')).toBe('off');
});

test('only our own page may frame it', async () => {
  const { headers } = await fetch(`${origin}/frame`);
  expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
});

test('what runs in the frame may be loaded from an origin that is nobody’s; all else may not', async () => {
  const { headers } = await fetch(`${origin}/frame/vendor/frame.js`, { headers: { origin: 'null' } });
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const other = await fetch(`${origin}/frame`);
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
  expect(other.headers.get('cross-origin-resource-policy')).toBe('same-origin');
});

test('the frame’s first file is asked for again; the rest have hashes and are kept', async () => {
  const cached = async (name: string): Promise<string | null> =>
    (await fetch(`${origin}/frame/vendor/${name}`)).headers.get('cache-control');
  expect(await cached('frame.js')).toBe('no-cache');
  expect(await cached('mermaid-4f3a.js')).toBe('public, max-age=31536000, immutable');
});
