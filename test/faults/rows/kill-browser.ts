import { launchChromium } from '../../support/chromium.ts';
import type { Finding } from '../rig/finding.ts';
import { judge } from '../rig/oracle.ts';
import { asStored, askOnPage, paintedEnd, paintNext } from '../rig/on-page.ts';
import { PaintedPage } from '../rig/painted.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Form, Row } from '../rig/row.ts';

const seeds = 10;

export const killBrowser: Row = {
  name: 'kill-browser',
  about:
    'kill -9 at each token of an answer that a real page shows: what was painted is there, and is painted again',
  seeds,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using browser = await launchChromium();
    await using place = await Place.open();
    await using page = await PaintedPage.open(browser);
    for (const index of indexes(seed, form)) {
      await tally.attempt(`seed ${seed}, token ${index}`, (signal) =>
        killWhilePainting(index, random, page, place, signal),
      );
    }
  },
};

/** All seeds together come to each token once. */
function indexes(seed: number, form: Form): number[] {
  if (form === 'quick') return [0, 3];
  return Array.from({ length: 300 }, (_, index) => index).filter((index) => index % seeds === seed % seeds);
}

async function killWhilePainting(
  index: number,
  random: Random,
  page: PaintedPage,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const model = random.pick(['openai/demo', 'dashscope/qwen-plus'] as const);
  const asked = await askOnPage(Math.max(10, index + 5), page, place, { model, signal });
  for (let count = 1; count <= index; count++) await paintNext(count, asked, page, place, signal);
  // The next may be anywhere on its way.
  if (random.isOneIn(2)) await place.demo.step(asked.script.key, 1, signal);
  await place.kill();
  const shown = asStored(page.text);
  await place.start();
  const { key } = asked.script;
  await place.demo.findRequest((request) => request.key === key && request.state !== 'running', signal);
  const { stored, findings } = await paintedEnd(asked, page, place, signal);
  return [...findings, ...judge({ sent: asked.script.after.at(-1)!, shown, stored })];
}
