import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type DemoModel, startDemoModel } from '../../src/demo-model/server.ts';
import { createLogger } from '../../src/server/logger.ts';
import { readConfig, type Server, startServer } from '../../src/server/main.ts';

/** The whole product on a data folder of its own, with the demo model behind it. */
export class Product implements AsyncDisposable {
  readonly demo: DemoModel;
  readonly #dataDir: string;
  #server: Server | undefined;
  #port = 0;

  private constructor(dataDir: string, demo: DemoModel) {
    this.#dataDir = dataDir;
    this.demo = demo;
  }

  static async start(): Promise<Product> {
    const dataDir = await mkdtemp(join(tmpdir(), 'inkstone-browser-'));
    const product = new Product(dataDir, await startDemoModel({ inspect: true }));
    await product.startServer();
    return product;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
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
    });
    this.#port = Number(new URL(this.#server.address).port);
  }

  async stopServer(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopServer();
    await this.demo.close();
    await rm(this.#dataDir, { recursive: true });
  }
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
      const isLine = /ERR_CONNECTION|Failed to load resource/.test(message.text());
      if (message.type() === 'error' && !isLine) this.complaints.push(message.text());
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

  get composer() {
    return this.page.getByRole('textbox', { name: /^(Message|消息)$/ });
  }

  get answers() {
    return this.page.getByRole('article', { name: /^(Answer|回答)$/ });
  }

  get questions() {
    return this.page.getByRole('article', { name: /^(You|你)$/ });
  }

  /** Until the page knows its models: it has met its server then. */
  async waitForStart(): Promise<void> {
    await this.page.locator('button[aria-haspopup="dialog"]:enabled').first().waitFor();
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
