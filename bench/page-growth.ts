// Does a piece of an answer cost more at the end of a long one than at its beginning, also within one block?
import { amountFinding, type Benchmark, type Finding, figure } from './report.ts';
import { type Side, Sides } from './rig/sides.ts';
import { type Kind, kinds, partsOf } from './rig/streams.ts';
import type { Voice } from './rig/teller.ts';
import type { Cost } from './rig/watched-page.ts';

const rate = 2000;

export const pageGrowth: Benchmark = async function* () {
  await using sides = await Sides.open();
  for (const kind of kinds) {
    const bare = await measure(sides, 'bare', kind);
    const ours = await measure(sides, 'inkstone', kind);
    yield growthFinding(kind, ours, bare);
    yield longTaskFinding(kind, ours, bare);
  }
  const bare = await measure(sides, 'bare', 'mixed');
  const ours = await measure(sides, 'inkstone', 'mixed', 'reasoning');
  yield growthFinding('thinking', ours, bare);
  yield longTaskFinding('thinking', ours, bare);
};

/** Microseconds of the main thread a character, in the first and the last 10 KB; and what is the worst of it all. */
interface Growth {
  first: number;
  last: number;
  longTasks: number;
  longestTaskMs: number;
}

async function measure(sides: Sides, side: Side, kind: Kind, as?: Voice): Promise<Growth> {
  await using watched = await sides.show(side, kind);
  await sides.ask(side, watched);
  if (as === 'reasoning') await sides.beginThinking(watched);
  const costs: Cost[] = [];
  const parts = partsOf(kind);
  for (const part of parts) {
    await watched.start();
    await sides.tell(watched, part, rate, as);
    costs.push(await watched.cost());
  }
  await sides.teller.finish();
  const each = (index: 0 | 2): number => (costs[index]!.taskMs * 1000) / parts[index].text.length;
  return {
    first: each(0),
    last: each(2),
    longTasks: costs.reduce((sum, cost) => sum + cost.longTasks, 0),
    longestTaskMs: Math.max(...costs.map((cost) => cost.longestTaskMs)),
  };
}

/** Where the browser's own layout grows, bare elements show by how much. */
function growthFinding(kind: Kind | 'thinking', ours: Growth, bare: Growth): Finding {
  const growth = ours.last / ours.first;
  const allowed = Math.max(1.2, (1.3 * bare.last) / ours.first);
  return {
    what: `${kind}: a character of the last 10 KB against one of the first`,
    ours: `${figure(ours.last)}, ${figure(ours.first)} µs`,
    against: `${figure(bare.last)}, ${figure(bare.first)} µs bare DOM`,
    value: `${growth.toFixed(2)}x`,
    budget: '<= 1.2x, or 1.3x of the bare DOM’s last',
    met: growth <= allowed,
  };
}

function longTaskFinding(kind: Kind | 'thinking', ours: Growth, bare: Growth): Finding {
  return amountFinding(`${kind}: the longest task at ${rate} pieces/s (${ours.longTasks} over 50 ms)`, {
    ours: ours.longestTaskMs,
    against: `${figure(bare.longestTaskMs)} ms bare DOM`,
    unit: 'ms',
    budget: Math.max(50, Math.round(1.3 * bare.longestTaskMs)),
  });
}
