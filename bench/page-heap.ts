// Does the page hold on to answers that are no longer shown?
import { type Benchmark, ratioFinding } from './report.ts';
import { Sides } from './rig/sides.ts';
import { answerOf } from './rig/streams.ts';
import type { WatchedPage } from './rig/watched-page.ts';

const answers = 10;
const rate = 20_000;

export const pageHeap: Benchmark = async function* () {
  await using sides = await Sides.open();
  await using watched = await sides.show('inkstone');
  const after: number[] = [];
  for (let count = 1; count <= answers; count++) {
    await answerAnew(sides, watched);
    after.push((await watched.usedBytes()) / 1024 / 1024);
  }
  yield ratioFinding(
    `heap with a 100 KB answer, after ${answers} in as many conversations against after one`,
    {
      ours: after.at(-1)!,
      against: after[0]!,
      unit: 'MB',
      budget: 1.1,
    },
  );
};

async function answerAnew(sides: Sides, watched: WatchedPage): Promise<void> {
  // Within the page: what a reload lets go of was not held.
  await watched.page.locator('a.brand').click();
  await sides.ask('inkstone', watched);
  await sides.tell(watched, { text: `${answerOf('mixed')}\n\nlastwords\n`, mark: 'lastwords' }, rate);
  await sides.teller.finish();
  await watched.page.locator('article[aria-busy="false"]').last().waitFor();
}
