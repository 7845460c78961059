// What a token costs the server on its way from the model server through the journal to a reader, in all its threads,
// against a process that only hands on the same bytes, and against what others put in this place.
import { type Benchmark, median, ratioFinding } from './report.ts';
import { others, pauseMs, Scene, type Side } from './rig/scene.ts';
import { until } from './rig/child.ts';

const answers = 200;
const rate = 50;
const warmUpMs = 1000;
const windowMs = 3000;
const tokensWhenFlooded = 1500;
const rounds = 3;
const sides: Side[] = [...others, 'conversations', 'person'];

export const cpuAToken: Benchmark = async function* () {
  await using scene = await Scene.open();
  // Once unmeasured: a process that has just started still compiles its own code.
  for (const side of sides) await flooded(scene, side);
  yield* findings('at 50 tokens/s', await measured(scene, paced), 1.5);
  yield* findings('flooded', await measured(scene, flooded), 1.1);
};

type Measure = (scene: Scene, side: Side) => Promise<number>;

function* findings(how: string, micros: Record<Side, number>, budget: number) {
  const against = micros.pipe;
  const unit = 'µs CPU a token';
  const what = `${answers} answers ${how}`;
  yield ratioFinding(`${what}, a viewer for each`, { ours: micros.conversations, against, unit, budget });
  yield ratioFinding(`${what}, one viewer of the person`, { ours: micros.person, against, unit });
  for (const other of ['relay', 'resumable'] as const) {
    const against = micros[other];
    yield ratioFinding(`${what}, against the ${other}`, { ours: micros.conversations, against, unit });
  }
}

async function measured(scene: Scene, measure: Measure): Promise<Record<Side, number>> {
  const micros = new Map(sides.map((side) => [side, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [side, taken] of micros) taken.push(await measure(scene, side));
  }
  const medians = Array.from(micros, ([side, taken]) => [side, median(taken)]);
  return Object.fromEntries(medians) as Record<Side, number>;
}

async function paced(scene: Scene, side: Side): Promise<number> {
  const server = scene.serverOf(side);
  await scene.begin(side, answers);
  await scene.upstream.ask('pace', { rate });
  await pauseMs(warmUpMs);
  await scene.readers.ask('reset');
  const before = await server.ask('cpu');
  await pauseMs(windowMs);
  const after = await server.ask('cpu');
  const { tokens, reopened } = await scene.readers.ask('results');
  if (reopened > 0) throw new Error(`${reopened} lines were cut`);
  await scene.upstream.ask('pause');
  await scene.end();
  return (after - before) / tokens;
}

async function flooded(scene: Scene, side: Side): Promise<number> {
  const server = scene.serverOf(side);
  const expected = answers * tokensWhenFlooded;
  await scene.begin(side, answers);
  const before = await server.ask('cpu');
  await scene.upstream.ask('flood', { tokens: tokensWhenFlooded });
  await until('all tokens are read', async () => (await scene.readers.ask('tokens')) >= expected);
  const after = await server.ask('cpu');
  await scene.end();
  return (after - before) / expected;
}
