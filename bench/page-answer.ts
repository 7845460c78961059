// What does a long answer cost the page, beside a page with `streamdown` and one that only appends the raw text?
import { type Benchmark, type Finding, ratioFinding } from './report.ts';
import { type Side, Sides } from './rig/sides.ts';
import { answerOf } from './rig/streams.ts';
import type { Cost } from './rig/watched-page.ts';

/** Pieces a second, and how much less script than with `streamdown` there may be. */
const paces = [
  { rate: 200, scriptBudget: 0.1 },
  { rate: 2000, scriptBudget: 0.2 },
];

const end = 'lastwords';
const text = `${answerOf('mixed')}\n\n${end}\n`;

export const pageAnswer: Benchmark = async function* () {
  await using sides = await Sides.open();
  for (const { rate, scriptBudget } of paces) {
    const bare = await measure(sides, 'bare', rate);
    const ours = await measure(sides, 'inkstone', rate);
    const streamdown = await measure(sides, 'streamdown', rate);
    const at = `100 KB at ${rate} pieces/s`;
    const ratio = (what: string, key: keyof Cost, against: Cost, budget?: number): Finding =>
      ratioFinding(`${at}: ${what}`, {
        ours: ours[key] / 1000,
        against: against[key] / 1000,
        unit: 's',
        ...(budget === undefined ? {} : { budget }),
      });
    yield ratio('script, beside streamdown', 'scriptMs', streamdown, scriptBudget);
    yield ratio('script, beside the bare page', 'scriptMs', bare);
    yield ratio('main thread, beside the bare page', 'taskMs', bare, 1.3);
    yield ratio('main thread, beside streamdown', 'taskMs', streamdown);
    yield ratio('layout and styles, beside the bare page', 'layoutMs', bare);
    yield ratio('last piece in the DOM, beside the bare page', 'durationMs', bare, 1.5);
    yield ratio('last piece in the DOM, beside streamdown', 'durationMs', streamdown);
    yield blockedFinding(at, { ours, bare, streamdown });
    yield framesFinding(at, { ours, bare, streamdown });
  }
};

async function measure(sides: Sides, side: Side, rate: number): Promise<Cost> {
  await using watched = await sides.show(side);
  await sides.ask(side, watched);
  await watched.start();
  await sides.tell(watched, { text, mark: end }, rate);
  const cost = await watched.cost();
  await sides.teller.finish();
  return cost;
}

interface Costs {
  ours: Cost;
  bare: Cost;
  streamdown: Cost;
}

function blockedFinding(at: string, { ours, bare, streamdown }: Costs): Finding {
  const said = ({ blockedMs, longTasks }: Cost): string => `${blockedMs.toFixed(0)} ms in ${longTasks}`;
  return {
    what: `${at}: blocked, beyond 50 ms a task`,
    ours: said(ours),
    against: `${said(bare)} bare, ${said(streamdown)} streamdown`,
    value: `${ours.blockedMs.toFixed(0)} ms`,
    budget: '0 ms, or the bare page’s',
    met: ours.blockedMs <= 1.3 * bare.blockedMs,
  };
}

function framesFinding(at: string, { ours, bare, streamdown }: Costs): Finding {
  const said = ({ framesPerSecond }: Cost): string => framesPerSecond.toFixed(1);
  return {
    what: `${at}: frames/s`,
    ours: said(ours),
    against: `${said(bare)} bare, ${said(streamdown)} streamdown`,
    value: said(ours),
    budget: '>= 55',
    met: ours.framesPerSecond >= 55,
  };
}
