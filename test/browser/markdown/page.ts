import { svelte } from '@sveltejs/vite-plugin-svelte';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';
import { pagePolicy } from '../../../src/server/http/headers.ts';

const origin = 'http://inkstone.test';
const root = join(import.meta.dirname, '../../..');

/** The files of a page that holds only the view of answers; `entry`: the path of what drives it. */
export async function builtFiles(entry: string): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root,
    plugins: [svelte({ configFile: false })],
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { entry },
        output: { entryFileNames: 'entry.js', assetFileNames: 'entry[extname]' },
      },
    },
  });
  if (Array.isArray(built) || !('output' in built)) throw new Error('built something else');
  return new Map(built.output.map((file) => [file.fileName, 'code' in file ? file.code : file.source]));
}

export const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Answers</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/entry.css"><script type="module" src="/entry.js"></script><body></body></html>`;

export const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' };

/** A page with the policy of ours, on which `Answer` draws answers. It must not complain nor ask anybody for anything. */
export class MarkdownPage implements AsyncDisposable {
  readonly page: Page;
  readonly complaints: string[] = [];
  static #files: Promise<ReadonlyMap<string, string | Uint8Array>> | undefined;

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(String(error.stack)));
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
  }

  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<MarkdownPage> {
    const files = await (MarkdownPage.#files ??= builtFiles(join(import.meta.dirname, 'entry.ts')));
    const page = await browser.newPage({ reducedMotion: 'reduce', ...options });
    const opened = new MarkdownPage(page);
    await page.route('**/*', async (route) => {
      const url = new URL(route.request().url());
      const name = url.pathname.slice(1);
      const body = name === '' ? html : files.get(name);
      if (url.origin !== origin) opened.complaints.push(`asked for ${url.href}`);
      if (url.origin !== origin || body === undefined) return route.fulfill({ status: 404 });
      return route.fulfill({
        body: Buffer.from(body),
        contentType: types[name.split('.').at(-1) ?? ''] ?? 'text/html',
        headers: { 'content-security-policy': pagePolicy(origin) },
      });
    });
    await page.goto(`${origin}/`);
    await page.waitForFunction(() => 'Answer' in window);
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.close();
    expect(this.complaints).toEqual([]);
  }
}
