// How much later a reader has a token than through a bare pipe, since it is on the disk first; and what others take.
import { amountFinding, type Benchmark, figure, median } from './report.ts';
import { diskSyncsMs } from './rig/disk.ts';
import type { Results } from './rig/readers.ts';
import { type Other, others, pauseMs, Scene, type Side } from './rig/scene.ts';

const answers = 200;
const rate = 50;
const warmUpMs = 1000;
const windowMs = 3000;
const rounds = 3;

interface Delay {
  p50: number;
  p99: number;
}

type Delays = Record<Other | 'conversations' | 'disk', Delay[]>;

export const addedDelay: Benchmark = async function* () {
  await using scene = await Scene.open();
  const sides = [...others, 'conversations'] as const;
  for (const side of sides) await delayOf(scene, side);
  const delays: Delays = { pipe: [], relay: [], resumable: [], conversations: [], disk: [] };
  for (let round = 0; round < rounds; round++) {
    for (const side of sides) delays[side].push(await delayOf(scene, side));
    delays.disk.push(shares(await diskSyncsMs(500)));
  }
  yield finding('p50', 5, delays);
  yield finding('p99', 20, delays);
};

function finding(share: keyof Delay, budget: number, delays: Delays) {
  const of = (side: keyof Delays): number => median(delays[side].map((delay) => delay[share]));
  const [pipe, ours] = [of('pipe'), of('conversations')];
  const others = `${figure(of('relay'))} ms relay, ${figure(of('resumable'))} ms resumable`;
  return amountFinding(`added delay of a token, ${share}, ${answers} answers at ${rate} tokens/s`, {
    ours,
    against: `${figure(pipe)} ms pipe, ${others} (${figure(of('disk'))} ms: the disk alone)`,
    value: ours - pipe,
    unit: 'ms',
    budget,
  });
}

async function delayOf(scene: Scene, side: Side): Promise<Delay> {
  await scene.begin(side, answers);
  await scene.upstream.ask('pace', { rate });
  await pauseMs(warmUpMs);
  await scene.readers.ask('reset');
  await pauseMs(windowMs);
  const { p50Micros, p99Micros }: Results = await scene.readers.ask('results');
  await scene.upstream.ask('pause');
  await scene.end();
  return { p50: p50Micros / 1000, p99: p99Micros / 1000 };
}

function shares(sortedMs: readonly number[]): Delay {
  const at = (share: number): number => sortedMs[Math.floor(share * (sortedMs.length - 1))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
