// Loaded into the server's process: says how long its main thread kept others waiting, and what it holds in memory.
import { createHistogram } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Vitals {
  /** How long the event loop was busy between two looks, at worst one time in a hundred. */
  busyP99Ms: number;
  busyMostMs: number;
  /** What is in use once the garbage is gone. */
  heapBytes: number;
}

const lookEveryMs = 5;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

// Counted in time of the processor: on a busy machine others take theirs in between, which is none of our doing.
const busy = createHistogram();
let before = process.threadCpuUsage();
setInterval(look, lookEveryMs).unref();

function look(): void {
  const { user, system } = process.threadCpuUsage(before);
  before = process.threadCpuUsage();
  busy.record(Math.max(1, user + system));
}

process.on('message', ({ wantsVitals }: { wantsVitals?: boolean }) => {
  if (!wantsVitals) return;
  const [busyP99Ms, busyMostMs] = [busy.percentile(99) / 1000, busy.max / 1000];
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  process.send!({ busyP99Ms, busyMostMs, heapBytes: heapUsed + external } satisfies Vitals);
  before = process.threadCpuUsage();
  busy.reset();
});
// The channel is nobody's reason to stay.
process.channel?.unref();
