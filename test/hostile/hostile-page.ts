import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { baseHeaders, frameHeaders, pagePolicy } from '../../src/server/http/headers.ts';
import { ensureChromium } from '../../toolchain/chromium.mjs';
import { builtFiles, html, types } from '../browser/markdown/page.ts';
import { hostsIn } from './net-log.ts';

const frameHtml =
  '<!doctype html><meta charset="utf-8"><script type="module" crossorigin src="/frame/vendor/frame.js"></script><body></body>';
const builtPage = join(import.meta.dirname, '../../dist/web');

/** A real page from a real server with the headers of ours, in a browser that writes down all that it asks the network. */
export class HostilePage {
  readonly page: Page;
  readonly browser: Browser;
  /** What the browser says of the page: errors, windows that open, places that it goes to. */
  readonly complaints: string[] = [];
  readonly #server: Server;
  readonly #folder: string;

  private constructor(page: Page, browser: Browser, server: Server, folder: string) {
    this.page = page;
    this.browser = browser;
    this.#server = server;
    this.#folder = folder;
    page.on('pageerror', (error) => this.complaints.push(String(error.stack)));
    page.on('popup', (popup) => this.complaints.push(`opened ${popup.url()}`));
    page.on('download', (download) => this.complaints.push(`saved ${download.suggestedFilename()}`));
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() || !isHarmless(frame.url()))
        this.complaints.push(`went to ${frame.url()}`);
    });
  }

  static async open(): Promise<HostilePage> {
    if (!existsSync(join(builtPage, 'frame'))) throw new Error('the frame is not built: npm run build');
    const server = await serve(await builtFiles(join(import.meta.dirname, 'page/entry.ts')));
    const folder = mkdtempSync(join(tmpdir(), 'inkstone-hostile-'));
    const browser = await chromium.launch({
      executablePath: await ensureChromium(),
      chromiumSandbox: process.getuid?.() !== 0,
      args: [`--log-net-log=${join(folder, 'net.json')}`],
    });
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    await page.addInitScript({ path: join(import.meta.dirname, 'page/traps.js') });
    const opened = new HostilePage(page, browser, server, folder);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'hostile' in window);
    opened.take();
    return opened;
  }

  /** What was caught outside of the page since the last time. */
  take(): string[] {
    return this.complaints.splice(0);
  }

  /** Closes the browser; gives the hosts other than ours that it looked up or asked something of. */
  async close(): Promise<string[]> {
    await this.browser.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    const hosts = hostsIn(join(this.#folder, 'net.json'));
    rmSync(this.#folder, { recursive: true });
    return hosts;
  }
}

async function serve(files: ReadonlyMap<string, string | Uint8Array>): Promise<Server> {
  const server = createServer(({ url = '/', headers }, response) => {
    const isFrame = url.startsWith('/frame');
    const body = isFrame ? frameFile(url) : url === '/' ? html : files.get(url.slice(1));
    const origin = `http://${headers.host}`;
    response.writeHead(body === undefined ? 404 : 200, {
      ...baseHeaders,
      'content-type': types[url.split('.').at(-1) ?? ''] ?? 'text/html',
      'content-security-policy': pagePolicy(origin),
      ...(isFrame ? { ...frameHeaders(origin), ...forAnyOrigin } : {}),
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** The frame has no origin, so to the browser what it runs comes from another site. */
const forAnyOrigin = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

function frameFile(url: string): string | Uint8Array | undefined {
  if (url === '/frame') return frameHtml;
  const path = join(builtPage, url);
  return existsSync(path) ? readFileSync(path) : undefined;
}

/** Within a frame: our document, and what a generated page makes of nothing or of its own text, which leaves for nowhere. */
const isHarmless = (url: string): boolean =>
  url.endsWith('/frame') || url === 'about:blank' || url === 'about:srcdoc';
