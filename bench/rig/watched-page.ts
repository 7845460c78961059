import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../toolchain/chromium.mjs';

/** What a page has cost since it was opened, all in milliseconds of CPU of its main thread. */
interface Spent {
  scriptMs: number;
  layoutMs: number;
  /** All of it: script, styles, layout, painting, collecting garbage. */
  taskMs: number;
}

/** What a page has cost from one moment to another. */
export interface Cost extends Spent {
  /** On the clock. */
  durationMs: number;
  longTasks: number;
  longestTaskMs: number;
  /** What tasks took beyond 50 ms each: for so long nothing that a person did could be answered. */
  blockedMs: number;
  framesPerSecond: number;
  longestFrameMs: number;
}

declare global {
  var bench: { longTasksMs: number[]; framesMs: number[] };
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium is here; CHROME_PATH may name one');
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}

/** A page whose work is counted. */
export class WatchedPage implements AsyncDisposable {
  readonly page: Page;
  readonly #cdp: CDPSession;
  #startedAt = 0;
  #before: Spent = { scriptMs: 0, layoutMs: 0, taskMs: 0 };

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.#cdp = cdp;
  }

  static async open(browser: Browser, address: string): Promise<WatchedPage> {
    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(countTasksAndFrames);
    const cdp = await context.newCDPSession(page);
    // By what the thread has worked, not by the clock: what else the machine does is not the page's.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(address);
    return new WatchedPage(page, cdp);
  }

  /** What follows is counted from here. */
  async start(): Promise<void> {
    await this.page.evaluate(() => {
      bench.longTasksMs = [];
      bench.framesMs = [];
    });
    this.#before = await this.#spent();
    this.#startedAt = performance.now();
  }

  /** Since the start. */
  async cost(): Promise<Cost> {
    const durationMs = performance.now() - this.#startedAt;
    const after = await this.#spent();
    const { longTasksMs, framesMs } = await this.page.evaluate(() => bench);
    return {
      scriptMs: after.scriptMs - this.#before.scriptMs,
      layoutMs: after.layoutMs - this.#before.layoutMs,
      taskMs: after.taskMs - this.#before.taskMs,
      durationMs,
      longTasks: longTasksMs.length,
      longestTaskMs: Math.max(0, ...longTasksMs),
      blockedMs: longTasksMs.reduce((sum, taskMs) => sum + taskMs - 50, 0),
      framesPerSecond: (framesMs.length / durationMs) * 1000,
      longestFrameMs: Math.max(0, ...framesMs),
    };
  }

  /** Waits until this is among the last words of the last answer. */
  async shows(words: string): Promise<void> {
    const giveUpAt = performance.now() + 300_000;
    while (!(await this.page.evaluate(areLastWords, words))) {
      if (performance.now() > giveUpAt) throw new Error(`${words} was never shown on ${this.page.url()}`);
      await this.page.waitForTimeout(10);
    }
  }

  /** Of the heap, after a collection. */
  async usedBytes(): Promise<number> {
    await this.#cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.#cdp.send('Runtime.getHeapUsage');
    return usedSize;
  }

  /** Of the heap, after a collection, what is no compiled code. */
  async dataBytes(): Promise<number> {
    let json = '';
    const gather = ({ chunk }: { chunk: string }): void => void (json += chunk);
    this.#cdp.on('HeapProfiler.addHeapSnapshotChunk', gather);
    await this.#cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    this.#cdp.off('HeapProfiler.addHeapSnapshotChunk', gather);
    return dataBytesIn(JSON.parse(json) as HeapSnapshot);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }

  async #spent(): Promise<Spent> {
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    const ms = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
    return {
      scriptMs: ms('ScriptDuration'),
      layoutMs: ms('LayoutDuration') + ms('RecalcStyleDuration'),
      taskMs: ms('TaskDuration'),
    };
  }
}

/** As V8 writes it: numbers in a row for each node, which `meta` names. */
interface HeapSnapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } };
  nodes: number[];
}

/** `native` is what the browser keeps for elements, which is not in the heap either. */
const noData = new Set(['code', 'native']);

function dataBytesIn({ snapshot: { meta }, nodes }: HeapSnapshot): number {
  const [type, size] = [meta.node_fields.indexOf('type'), meta.node_fields.indexOf('self_size')];
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += meta.node_fields.length) {
    if (!noData.has(meta.node_types[0][nodes[node + type]!]!)) bytes += nodes[node + size]!;
  }
  return bytes;
}

function countTasksAndFrames(): void {
  globalThis.bench = { longTasksMs: [], framesMs: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) bench.longTasksMs.push(duration);
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const onFrame = (now: number): void => {
    bench.framesMs.push(now - last);
    last = now;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
}

/** Looks from the end on, at no more than what may follow: the text of a long answer is not worth reading every time. */
function areLastWords(words: string): boolean {
  const answer = [...document.querySelectorAll('article')].at(-1);
  if (!answer) return false;
  const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
  let node: Node | null = answer;
  while (node.lastChild) node = node.lastChild;
  walker.currentNode = node;
  for (let left = 200; node !== null && left > 0; left--) {
    if (node.nodeValue?.includes(words)) return true;
    node = walker.previousNode();
  }
  return false;
}
