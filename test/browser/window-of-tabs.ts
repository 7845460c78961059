import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { ensureChromium } from '../../toolchain/chromium.mjs';

/**
 * A browser with one window, in which tabs are as they are for a person: one is seen, the others are hidden. Elsewhere
 * Playwright makes all pages believe that they are looked at, which only a browser that it did not start can be spared.
 */
export class WindowOfTabs implements AsyncDisposable {
  readonly complaints: string[] = [];
  readonly context: BrowserContext;
  readonly #browser: Browser;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(browser: Browser, process: ChildProcess, folder: string) {
    this.#browser = browser;
    this.#process = process;
    this.#folder = folder;
    this.context = browser.contexts()[0]!;
    this.context.on('weberror', (error) => this.complaints.push(error.error().message));
  }

  static async open(): Promise<WindowOfTabs> {
    const folder = await mkdtemp(join(tmpdir(), 'inkstone-tabs-'));
    const options = ['--headless', '--remote-debugging-port=0', '--no-first-run', '--lang=en-GB'];
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const program = spawn(
      await ensureChromium(),
      [...options, ...sandbox, `--user-data-dir=${folder}`, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const browser = await chromium.connectOverCDP(await addressOf(program), { noDefaults: true });
    return new WindowOfTabs(browser, program, folder);
  }

  /** Opens a tab and shows it; the one that was seen is hidden then. */
  async openTab(url: string): Promise<Page> {
    const tab = await this.context.newPage();
    await tab.goto(url);
    return tab;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    const ended = once(this.#process, 'exit');
    if (this.#process.exitCode === null && this.#process.kill()) await ended;
    await rm(this.#folder, { recursive: true, maxRetries: 5, retryDelay: 100 });
    expect(this.complaints).toEqual([]);
  }
}

async function addressOf(program: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: program.stderr! })) {
    const [, address] = /DevTools listening on (\S+)/.exec(line) ?? [];
    if (address !== undefined) {
      program.stderr!.resume();
      return address;
    }
  }
  throw new Error('the browser ended before it could be reached');
}
