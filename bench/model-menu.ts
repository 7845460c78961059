// Does the list of hundreds of models open within one frame?
import { rm } from 'node:fs/promises';
import { type ModelsReply, plainTakes } from '../src/protocol/models.ts';
import { amountFinding, type Benchmark, figure, median } from './report.ts';
import { Child } from './rig/child.ts';
import type { InkstoneCalls } from './rig/inkstone.ts';
import { makeDataDir } from './rig/scene.ts';
import { launchBrowser, WatchedPage } from './rig/watched-page.ts';

const models = 500;
const rounds = 15;
const frameMs = 1000 / 60;

export const modelMenu: Benchmark = async function* () {
  await using parts = new AsyncDisposableStack();
  const dataDir = await makeDataDir();
  parts.defer(() => rm(dataDir, { recursive: true }));
  const env = { BENCH_DATA_DIR: dataDir };
  const inkstone = parts.use(await Child.start<InkstoneCalls>('./inkstone.ts', { env }));
  const browser = await launchBrowser();
  parts.defer(() => browser.close());
  const watched = parts.use(await WatchedPage.open(browser, await inkstone.ask('address')));
  await watched.page.route('**/api/models', (route) => route.fulfill({ json: manyModels }));
  await watched.page.reload();
  await watched.page.locator('button.model:enabled').waitFor();
  const ours = await opened(watched, '.picker [role="option"]');
  await watched.page.evaluate(putBareList, rowTexts);
  const bare = await opened(watched, '.bare-row');
  yield amountFinding(`${models} models: main thread until their list is open`, {
    ours,
    against: `${figure(bare)} ms for a bare list of the same text`,
    unit: 'ms',
    budget: Math.round(frameMs * 10) / 10,
  });
};

const signs = 'can think · images · web search · 128K context · $0.4 in, $1.6 out';
const name = (index: number): string => `vendor/model-${index}`;
const rowTexts = Array.from({ length: models }, (_, index) => `${name(index)} ${signs}`);

const manyModels: ModelsReply = {
  providers: [
    {
      id: 'many',
      name: 'Many',
      kind: 'openrouter',
      baseUrl: 'http://127.0.0.1/v1',
      source: 'page',
      key: 'set',
    },
  ],
  models: Array.from({ length: models }, (_, index) => ({
    id: `many/${name(index)}`,
    providerId: 'many',
    name: name(index),
    thinking: 'hybrid',
    takes: plainTakes,
    context: 131_072,
    maxOutput: null,
    inputs: ['text', 'image'],
    streamOnly: false,
    search: true,
    tools: true,
    price: { currency: 'USD', input: 0.4, output: 1.6, asOf: '2026-06-04', source: 'https://example.com/' },
  })),
  defaultModel: `many/${name(0)}`,
  problems: [],
};

/** What the main thread works from the press of the button until the frame after the rows are there: in the middle of many times. */
async function opened(watched: WatchedPage, row: string): Promise<number> {
  const costs: number[] = [];
  for (let round = -2; round < rounds; round++) {
    await watched.start();
    await watched.page.evaluate(pressUntilShown, row);
    const { taskMs } = await watched.cost();
    await watched.page.keyboard.press('Escape');
    await watched.page.locator(row).first().waitFor({ state: 'detached' });
    await watched.page.waitForTimeout(100);
    // The first time, code is fetched and compiled.
    if (round >= 0) costs.push(taskMs);
  }
  return median(costs);
}

async function pressUntilShown(row: string): Promise<void> {
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  document.querySelector<HTMLElement>('button.model')!.click();
  while (!document.querySelector(row)) await frame();
  await frame();
  await frame();
}

/** In the place of the button: one that appends all rows at once to a box of the same size. */
function putBareList(texts: readonly string[]): void {
  const box = document.createElement('div');
  box.style.cssText =
    'position: fixed; inset: 100px auto auto 100px; width: 360px; height: 440px; overflow: auto';
  const button = document.createElement('button');
  button.className = 'model';
  document.body.replaceChildren(button, box);
  button.onclick = () => {
    box.append(
      ...texts.map((text) => {
        const line = document.createElement('div');
        line.className = 'bare-row';
        line.textContent = text;
        return line;
      }),
    );
  };
  addEventListener('keydown', () => box.replaceChildren());
}
