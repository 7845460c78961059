// The JavaScript that a browser really loads until a person can type, and what their first message adds.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { findChromium } from '../toolchain/chromium.mjs';
import { amountFinding, type Benchmark } from './report.ts';
import { startProgram } from './rig/program.ts';
import { makeDataDir } from './rig/scene.ts';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

export const pageSize: Benchmark = async function* () {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium is here; CHROME_PATH may name one');
  const dataDir = await makeDataDir();
  await using parts = new AsyncDisposableStack();
  parts.defer(() => rm(dataDir, { recursive: true }));
  const { address } = parts.use(await startProgram([main, 'serve'], dataDir));
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  parts.defer(() => browser.close());
  const page = await browser.newPage({ locale: 'en-US' });
  const scripts = await Scripts.watch(page);
  await page.goto(address);
  const composer = page.getByRole('textbox');
  await composer.click();
  await page.waitForLoadState('networkidle');
  yield amountFinding(`JavaScript before one can type, gzipped, ${scripts.count} files`, {
    ours: scripts.kilobytes,
    unit: 'KB',
    budget: 90,
  });
  const before = scripts.kilobytes;
  await composer.fill('Hello');
  await composer.press('Enter');
  await page.getByText('not a language model').first().waitFor();
  yield amountFinding('what the first message adds', { ours: scripts.kilobytes - before, unit: 'KB' });
};

/** Counts the bytes of scripts as they were served. */
class Scripts {
  count = 0;
  #bytes = 0;
  readonly #requests = new Set<string>();

  static async watch(page: Page): Promise<Scripts> {
    const session = await page.context().newCDPSession(page);
    const scripts = new Scripts(session);
    await session.send('Network.enable');
    // The protocol has it, the types do not: brotli would make less of it.
    await (session as unknown as { send(method: string, params: object): Promise<unknown> }).send(
      'Network.setAcceptedEncodings',
      { encodings: ['gzip'] },
    );
    return scripts;
  }

  private constructor(session: CDPSession) {
    session.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') this.#requests.add(requestId);
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (!this.#requests.has(requestId)) return;
      this.count += 1;
      this.#bytes += encodedDataLength;
    });
  }

  get kilobytes(): number {
    return this.#bytes / 1024;
  }
}
