// The JavaScript that a browser really loads until a person can type, and what their first message adds.
import { rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { chromium, type Page, type Request } from 'playwright-core';
import { findChromium } from '../toolchain/chromium.mjs';
import { amountFinding, type Benchmark } from './report.ts';
import { serve, startProgram } from './rig/program.ts';
import { makeDataDir, pauseMs } from './rig/scene.ts';

const settleMs = 2000;

export const pageSize: Benchmark = async function* () {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium is here; CHROME_PATH may name one');
  const dataDir = await makeDataDir();
  await using parts = new AsyncDisposableStack();
  parts.defer(() => rm(dataDir, { recursive: true }));
  const { address } = parts.use(await startProgram(serve, dataDir));
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  parts.defer(() => browser.close());
  const page = await browser.newPage({ locale: 'en-US' });
  const scripts = new Scripts(page);
  await page.goto(address);
  const composer = page.getByRole('textbox');
  await composer.focus();
  const before = await scripts.kilobytes();
  yield amountFinding(`JavaScript before one can type, gzipped, ${scripts.count} files`, {
    ours: before,
    unit: 'KB',
    budget: 90,
  });
  await pauseMs(settleMs);
  const settled = await scripts.kilobytes();
  yield amountFinding('what comes by itself afterwards', { ours: settled - before, unit: 'KB' });
  await composer.fill('Hello');
  await composer.press('Enter');
  await page.locator('article[aria-busy="false"]').first().waitFor();
  yield amountFinding('what the first message adds', {
    ours: (await scripts.kilobytes()) - settled,
    unit: 'KB',
  });
};

/** What the scripts weigh that the page has loaded. A browser here gets brotli; the budget is in what everybody understands. */
class Scripts {
  readonly #sizes: Promise<number>[] = [];

  constructor(page: Page) {
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') this.#sizes.push(gzippedBytes(request));
    });
  }

  get count(): number {
    return this.#sizes.length;
  }

  async kilobytes(): Promise<number> {
    const sizes = await Promise.all(this.#sizes);
    return sizes.reduce((sum, size) => sum + size, 0) / 1024;
  }
}

async function gzippedBytes(request: Request): Promise<number> {
  const response = await request.response();
  return response ? gzipSync(await response.body()).length : 0;
}
