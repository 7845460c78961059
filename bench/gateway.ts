// What `/v1` costs on the way from a model server to a program: in CPU, and in time until the first byte.
import { amountFinding, type Benchmark, figure, median, ratioFinding } from './report.ts';
import { until } from './rig/child.ts';
import { type Gateway, gateways, GatewayScene } from './rig/gateway-scene.ts';
import { pauseMs } from './rig/scene.ts';

const answers = 200;
const rate = 50;
const warmUpMs = 1000;
const windowMs = 3000;
const tokensWhenFlooded = 1000;
const asksForFirst = 60;
const rounds = 3;

export const gateway: Benchmark = async function* () {
  await using scene = await GatewayScene.open();
  // Once unmeasured: a process that has just started still compiles its own code.
  for (const side of gateways) await flooded(scene, side);
  yield* cpuFindings('at 50 chunks/s', await measured((side) => paced(scene, side)));
  yield* cpuFindings('flooded', await measured((side) => flooded(scene, side)));
  yield firstFinding(await measured((side) => firstByte(scene, side)));
};

type Measured = Record<Gateway, number>;

async function measured(measure: (side: Gateway) => Promise<number>): Promise<Measured> {
  const taken: Record<Gateway, number[]> = { pipe: [], inkstone: [], portkey: [] };
  for (let round = 0; round < rounds; round++) {
    for (const side of gateways) taken[side].push(await measure(side));
  }
  return { pipe: median(taken.pipe), inkstone: median(taken.inkstone), portkey: median(taken.portkey) };
}

function* cpuFindings(how: string, micros: Measured) {
  const what = `/v1, ${answers} answers ${how}`;
  const unit = 'µs CPU a chunk';
  const { inkstone: ours, pipe, portkey } = micros;
  yield ratioFinding(what, { ours, against: pipe, unit, budget: 1.5 });
  yield ratioFinding(`${what}, against Portkey`, { ours, against: portkey, unit });
}

function firstFinding({ inkstone, pipe, portkey }: Measured) {
  return amountFinding('/v1, added time until the first byte, p50', {
    ours: inkstone,
    against: `${figure(pipe)} ms pipe, ${figure(portkey)} ms Portkey`,
    value: inkstone - pipe,
    unit: 'ms',
    budget: 3,
  });
}

async function paced(scene: GatewayScene, side: Gateway): Promise<number> {
  await scene.begin(side, answers);
  await scene.upstream.ask('pace', { rate });
  await pauseMs(warmUpMs);
  await scene.readers.ask('reset');
  const before = await scene.servers[side].ask('cpu');
  await pauseMs(windowMs);
  const after = await scene.servers[side].ask('cpu');
  const { tokens } = await scene.readers.ask('results');
  await scene.upstream.ask('pause');
  await scene.end();
  return (after - before) / tokens;
}

async function flooded(scene: GatewayScene, side: Gateway): Promise<number> {
  const expected = answers * tokensWhenFlooded;
  await scene.begin(side, answers);
  const before = await scene.servers[side].ask('cpu');
  await scene.upstream.ask('flood', { tokens: tokensWhenFlooded });
  await until('all chunks are read', async () => (await scene.readers.ask('tokens')) >= expected);
  const after = await scene.servers[side].ask('cpu');
  await scene.end();
  return (after - before) / expected;
}

/** In milliseconds, one after the other: from asking to the first byte of the answer's body. */
async function firstByte(scene: GatewayScene, side: Gateway): Promise<number> {
  const way = await scene.wayThrough(side);
  const times: number[] = [];
  for (let count = 0; count < asksForFirst; count++) {
    times.push(await scene.readers.ask('firstByteMs', way));
    await scene.finish();
  }
  return median(times);
}
