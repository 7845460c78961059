import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type DemoModel, startDemoModel } from '../../src/demo-model/server.ts';
import { createLogger } from '../../src/server/logger.ts';
import { readConfig, type Server, startServer, type StartOptions } from '../../src/server/main.ts';

/** What makes the demo model answer as a test wants it to. */
export const script = (fields: Record<string, unknown>): string => `/script ${JSON.stringify(fields)}`;

/** What the demo model says in so many tokens. */
export const words = (tokens: number): string =>
  Array.from({ length: tokens }, (_, index) => `t${index}`).join(' ');

/** How a browser on a phone sees a page. */
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What a test puts in the place of the outside. */
export type Outside = Pick<StartOptions, 'network' | 'qwenPlaces'>;

/** The whole product on a data folder of its own, with the demo model behind it. */
export class Product implements AsyncDisposable {
  #demo: DemoModel | undefined;
  #dataDir = '';
  #server: Server | undefined;
  #port = 0;
  /** What the server takes for the internet, and for Alibaba's places; the real ones if there are none. */
  readonly #outside: Outside;

  constructor(outside: Outside = {}) {
    this.#outside = outside;
  }

  static async start(): Promise<Product> {
    const product = new Product();
    await product.open();
    return product;
  }

  /** On a new data folder, also when it was closed before. */
  async open(): Promise<void> {
    this.#dataDir = await mkdtemp(join(tmpdir(), 'inkstone-browser-'));
    this.#demo = await startDemoModel({ inspect: true });
    this.#port = 0;
    await this.startServer();
  }

  get demo(): DemoModel {
    if (this.#demo === undefined) throw new Error('the product is not open');
    return this.#demo;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** How often the model was asked a question that is just this. Its title is asked for with more words around it. */
  timesAsked(question: string): number {
    const asked = JSON.stringify({ role: 'user', content: question }) + ']';
    return this.demo.requests().filter((request) => JSON.stringify(request).includes(asked)).length;
  }

  /** Holds what the providers' keys are encrypted with. */
  get secretFile(): string {
    return join(this.#dataDir, 'secret.key');
  }

  async startServer(): Promise<void> {
    const folders = {
      INKSTONE_DATA_DIR: this.#dataDir,
      INKSTONE_SECRET_FILE: this.secretFile,
    };
    const config = readConfig({ ...folders, PORT: String(this.#port) }, this.#dataDir);
    this.#server = await startServer(config, {
      demoUrl: this.demo.url,
      findLocal: false,
      logger: createLogger('fatal'),
      ...this.#outside,
    });
    this.#port = Number(new URL(this.#server.address).port);
  }

  async stopServer(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopServer();
    await this.#demo?.close();
    await rm(this.#dataDir, { recursive: true });
  }
}

/** Until the page knows its models: it has met its server then. */
export async function whenStarted(page: Page): Promise<void> {
  await page.locator('button[aria-haspopup="dialog"]:enabled').first().waitFor();
}

/** A person with a browser of their own, whose page must not complain: no error, nothing that the policy refuses. */
export class Visitor implements AsyncDisposable {
  readonly page: Page;
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // The line was away, or the browser does not know a word of the frame's policy that others do.
      const isExpected = /ERR_CONNECTION|Failed to load resource|directive 'webrtc'/.test(message.text());
      if (message.type() === 'error' && !isExpected) this.complaints.push(message.text());
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const visitor = new Visitor(context, await context.newPage());
    await visitor.page.goto(url);
    return visitor;
  }

  /** Writes a message and sends it. */
  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /^(Message|消息)$/ });
  }

  get answers(): Locator {
    return this.page.getByRole('article', { name: /^(Answer|回答)$/ });
  }

  get questions(): Locator {
    return this.page.getByRole('article', { name: /^(You|你)$/ });
  }

  /** The answer that is furthest down, as it is shown, with what is said about it. */
  lastAnswer(): Promise<string> {
    return this.answers.last().innerText();
  }

  /** The text of the answer that is furthest down, and nothing else. */
  async lastText(): Promise<string> {
    return (await this.page.locator('.markdown').last().innerText()).trim();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get path(): string {
    return new URL(this.page.url()).pathname;
  }

  get conversationId(): string {
    return this.path.slice('/c/'.length);
  }

  waitForStart(): Promise<void> {
    return whenStarted(this.page);
  }

  async waitForEnd(): Promise<void> {
    await this.page.locator('article[aria-busy="false"]').last().waitFor();
    await this.page.locator('article[aria-busy="true"]').waitFor({ state: 'detached' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    expect(this.complaints).toEqual([]);
  }
}
