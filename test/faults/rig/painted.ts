import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Conditions } from './conditions.ts';
import type { Finding } from './finding.ts';
import { difference } from './oracle.ts';

interface Painted {
  text: string;
  /** Since the page was opened for the first time. */
  atMs: number;
}

/** A real page, and all of the last answer's text that was ever painted on it. */
export class PaintedPage implements AsyncDisposable {
  readonly page: Page;
  readonly findings: Finding[] = [];
  readonly conditions = new Conditions();
  readonly #context: BrowserContext;
  #painted: Painted[] = [];
  #whole = '';
  /** What has to be there as soon as there is anything: a page that is loaded anew shows no less than before. */
  #least = '';
  #isNew = true;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    page.on('pageerror', (error) =>
      this.findings.push({ kind: 'other', what: `the page threw ${error.stack}` }),
    );
  }

  static async open(browser: Browser): Promise<PaintedPage> {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' });
    const page = new PaintedPage(context, await context.newPage());
    await context.exposeFunction('painted', (text: string) => page.#record(text));
    await context.addInitScript(recordPaints);
    return page;
  }

  /** What stands there now. */
  get text(): string {
    return this.#painted.at(-1)?.text ?? '';
  }

  /** Goes to a conversation with one answer, and waits until it is there. `whole`: all that it will ever say. */
  async visit(url: string, whole: string): Promise<void> {
    this.#whole = whole;
    this.#painted = [];
    this.#startAnew();
    this.#least = '';
    await this.page.goto(url, { waitUntil: 'commit' });
    await this.page.locator('article[aria-busy]').first().waitFor();
  }

  /** Resolves once the new document is read; what it shows may still be on its way. */
  async reload(): Promise<void> {
    this.#startAnew();
    await this.page.reload({ waitUntil: 'domcontentloaded' });
  }

  untilPainted(text: string, signal: AbortSignal): Promise<void> {
    const isThere = (): boolean => text === '' || (!this.#isNew && this.text.length >= text.length);
    return this.conditions.until(`to be painted ${text.slice(-30)}`, isThere, signal);
  }

  /** Until nothing on it says that it is being written. */
  async untilCalm(): Promise<void> {
    await this.page.locator('article[aria-busy="true"]').waitFor({ state: 'detached' });
    await this.page.locator('article[aria-busy="false"]').last().waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }

  #startAnew(): void {
    if (this.text.length > this.#least.length) this.#least = this.text;
    this.#isNew = true;
  }

  #record(text: string): void {
    // A page that is loading has nothing yet, which is no lie.
    if (text === '') return;
    const before = this.#isNew ? this.#least : this.text;
    this.#isNew = false;
    if (!this.#whole.startsWith(text))
      this.findings.push({ kind: 'double', what: `painted ${difference(text, this.#whole)}` });
    if (!text.startsWith(before))
      this.findings.push({ kind: 'loss', what: `taken back: painted ${difference(before, text)}` });
    this.#painted.push({ text, atMs: performance.now() });
    this.conditions.changed();
  }
}

/** Runs in the page. What has changed is told once the frame with it is on its way to the screen. */
function recordPaints(): void {
  const tell = (window as unknown as { painted(text: string): Promise<void> }).painted;
  let waiting = false;
  let last = '';
  const look = (): void => {
    waiting = false;
    const answers = document.querySelectorAll('article[aria-busy] .markdown');
    const answer = answers[answers.length - 1]?.cloneNode(true) as Element | undefined;
    // What the page says of where an answer was continued is no word of the answer.
    for (const seam of answer?.querySelectorAll('.seam') ?? []) seam.remove();
    const text = answer?.textContent?.trim() ?? '';
    if (text !== last) void tell((last = text));
  };
  const afterPaint = (): void => {
    const channel = new MessageChannel();
    channel.port1.onmessage = look;
    channel.port2.postMessage(null);
  };
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(afterPaint);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}
