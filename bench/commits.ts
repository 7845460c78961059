// Whether the number of commits grows with the number of answers that are written at a time.
import { type Benchmark, figure } from './report.ts';
import { pauseMs, Scene } from './rig/scene.ts';

const rate = 20;
const warmUpMs = 1000;
const windowMs = 3000;
const counts = [50, 200, 800];

export const commits: Benchmark = async function* () {
  await using scene = await Scene.open();
  let least: number | undefined;
  for (const answers of counts) {
    const { commitsASecond, tokensASecond } = await measure(scene, answers);
    least ??= commitsASecond;
    yield {
      what: `commits with ${answers} answers at ${rate} tokens/s`,
      ours: `${figure(commitsASecond)} a second`,
      against: `${figure(tokensASecond)} tokens a second`,
      value: `${(commitsASecond / least).toFixed(2)}x`,
    };
  }
};

async function measure(
  scene: Scene,
  answers: number,
): Promise<{ commitsASecond: number; tokensASecond: number }> {
  await scene.begin('person', answers);
  await scene.upstream.ask('pace', { rate });
  await pauseMs(warmUpMs);
  await scene.readers.ask('reset');
  const [before, start] = [await commitsOf(scene), performance.now()];
  await pauseMs(windowMs);
  const [after, seconds] = [await commitsOf(scene), (performance.now() - start) / 1000];
  const { tokens } = await scene.readers.ask('results');
  await scene.upstream.ask('pause');
  await scene.end();
  return { commitsASecond: (after - before) / seconds, tokensASecond: tokens / seconds };
}

async function commitsOf(scene: Scene): Promise<number> {
  const reply = await fetch(`${await scene.inkstone.ask('address')}/metrics`);
  const [, count] = /^inkstone_commit_seconds_count (\d+)$/m.exec(await reply.text()) ?? [];
  if (count === undefined) throw new Error('the metrics do not count commits');
  return Number(count);
}
