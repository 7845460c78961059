import { rm } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { Child } from './child.ts';
import type { InkstoneCalls } from './inkstone.ts';
import { buildPages } from './pages.ts';
import { makeDataDir } from './scene.ts';
import { answerOf, type Kind, type Part } from './streams.ts';
import { Teller, type Voice } from './teller.ts';
import { launchBrowser, WatchedPage } from './watched-page.ts';

/** Who shows the answer: our page with our server behind it, a page with `streamdown`, or one that appends bare elements. */
export type Side = 'inkstone' | 'streamdown' | 'bare';

export const pieceLength = 4;

/** One model server, and the pages that show what it says. */
export class Sides implements AsyncDisposable {
  readonly teller: Teller;
  readonly browser: Browser;
  readonly #inkstone: Child<InkstoneCalls>;
  readonly #parts: AsyncDisposableStack;

  private constructor(
    parts: AsyncDisposableStack,
    { teller, browser, inkstone }: { teller: Teller; browser: Browser; inkstone: Child<InkstoneCalls> },
  ) {
    this.#parts = parts;
    this.teller = teller;
    this.browser = browser;
    this.#inkstone = inkstone;
  }

  static async open(): Promise<Sides> {
    await using parts = new AsyncDisposableStack();
    const [pagesDir, dataDir] = [await makeDataDir(), await makeDataDir()];
    for (const folder of [pagesDir, dataDir]) parts.defer(() => rm(folder, { recursive: true }));
    await buildPages(pagesDir);
    const teller = parts.use(await Teller.open(pagesDir));
    const env = { BENCH_UPSTREAM: `${teller.address}/v1`, BENCH_DATA_DIR: dataDir };
    const inkstone = parts.use(await Child.start<InkstoneCalls>('./inkstone.ts', { env }));
    const browser = await launchBrowser();
    parts.defer(() => browser.close());
    return new Sides(parts.move(), { teller, browser, inkstone });
  }

  inkstoneAddress(): Promise<string> {
    return this.#inkstone.ask('address');
  }

  /** The page of this side; it has shown an answer before, so that everything is loaded and compiled. */
  async show(side: Side, kind: Kind = 'mixed'): Promise<WatchedPage> {
    const address =
      side === 'inkstone' ? await this.inkstoneAddress() : `${this.teller.address}/${side}.html?kind=${kind}`;
    const watched = await WatchedPage.open(this.browser, address);
    await this.ask(side, watched);
    await this.tell(
      watched,
      { text: `${answerOf(kind, { length: 5000 })}\n\nwarmmark\n`, mark: 'warmmark' },
      2000,
    );
    await this.teller.finish();
    await watched.page.waitForTimeout(1000);
    return watched;
  }

  /** Asks for a new answer in the place of what is shown. */
  async ask(side: Side, { page }: WatchedPage): Promise<void> {
    if (side === 'inkstone') {
      await page.getByRole('textbox').fill('Go on');
      await page.getByRole('textbox').press('Enter');
    } else {
      await page.waitForFunction('globalThis.ask');
      await page.evaluate('void globalThis.ask(true)');
    }
    await this.teller.asked();
  }

  /** Has the model say or think this, and waits until it is shown. */
  async tell(watched: WatchedPage, { text, mark }: Part, rate: number, as?: Voice): Promise<void> {
    await this.teller.tell(text, { pieceLength, rate, ...(as && { as }) });
    await watched.shows(mark);
  }

  /** Has the model begin to think, and looks on. */
  async beginThinking({ page }: WatchedPage): Promise<void> {
    await this.teller.tell('Well. ', { pieceLength, rate: 100, as: 'reasoning' });
    await page.locator('article').last().locator('summary').click();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}
