// What it takes to keep the page open for many: ten thousand lines on which nothing happens, beside answers under way.
// Until there are accounts, a hundred conversations stand for a hundred people: each has its viewers, and its own events.
import { amountFinding, type Benchmark } from './report.ts';
import { pauseMs, Scene } from './rig/scene.ts';

const viewers = 9_800;
const conversations = 100;
const answers = 200;
const rate = 20;
const windowMs = 10_000;
const linesAtOnce = 200;

export const idleViewers: Benchmark = async function* () {
  await using scene = await Scene.open();
  const address = await scene.inkstone.ask('address');
  const paths = await emptyConversations(address);
  for (let opened = 0; opened < viewers; opened += linesAtOnce) {
    const count = Math.min(linesAtOnce, viewers - opened);
    const next = Array.from({ length: count }, (_, index) => paths[(opened + index) % paths.length]!);
    await scene.idlers.ask('watch', { address, paths: next });
  }
  await scene.begin('conversations', answers);
  await scene.upstream.ask('pace', { rate });
  await scene.inkstone.ask('lagP99Ms');
  await pauseMs(windowMs);
  const lag = await scene.inkstone.ask('lagP99Ms');
  const resident = (await scene.inkstone.ask('residentBytes')) / 1024 / 1024;
  const { reopened } = await scene.idlers.ask('results');
  await scene.upstream.ask('pause');
  await scene.end();
  await scene.idlers.ask('leave');
  const what = `${viewers + answers} viewers, ${answers} answers at ${rate} tokens/s`;
  yield amountFinding(`resident, ${what}`, { ours: resident, unit: 'MB', budget: 600 });
  yield amountFinding(`event-loop lag p99, ${what}`, { ours: lag, unit: 'ms', budget: 50 });
  yield amountFinding('idle lines that were cut meanwhile', { ours: reopened, unit: 'lines', budget: 0 });
};

async function emptyConversations(address: string): Promise<string[]> {
  const made = Array.from({ length: conversations }, async () => {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${address}/api/conversations`, { method: 'POST', headers, body: '{}' });
    const { conversation } = (await reply.json()) as { conversation: { id: string } };
    return `/api/conversations/${conversation.id}/stream`;
  });
  return Promise.all(made);
}
