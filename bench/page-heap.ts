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
  await answerAnew(sides, watched);
  const one = await heldAfter(watched);
  for (let count = 2; count <= answers; count++) await answerAnew(sides, watched);
  const ten = await heldAfter(watched);
  const what = `heap with a 100 KB answer, after ${answers} in as many conversations against after one`;
  yield ratioFinding(what, { ours: ten.allMb, against: one.allMb, unit: 'MB', budget: 1.1 });
  yield ratioFinding(`${what}, but for compiled code`, {
    ours: ten.dataMb,
    against: one.dataMb,
    unit: 'MB',
    budget: 1.1,
  });
};

/** V8 compiles what runs often anew, and better, for as long as it finds something to gain: that grows to a bound of its own. */
async function heldAfter(watched: WatchedPage): Promise<{ allMb: number; dataMb: number }> {
  const mb = (bytes: number): number => bytes / 1024 / 1024;
  return { allMb: mb(await watched.usedBytes()), dataMb: mb(await watched.dataBytes()) };
}

async function answerAnew(sides: Sides, watched: WatchedPage): Promise<void> {
  // Within the page: what a reload lets go of was not held.
  await watched.page.locator('a.brand').click();
  await sides.ask('inkstone', watched);
  await sides.tell(watched, { text: `${answerOf('mixed')}\n\nlastwords\n`, mark: 'lastwords' }, rate);
  await sides.teller.finish();
  await watched.page.locator('article[aria-busy="false"]').last().waitFor();
}
