import { type Finding, findIf } from '../rig/finding.ts';
import type { Place } from '../rig/place.ts';
import type { Vitals } from './probe.ts';

/** How a place's server is to be started for `vitals`. */
export const withProbe = { imports: [new URL('probe.ts', import.meta.url).href], channel: true };

export async function vitals({ program }: Place): Promise<Vitals> {
  const answer = program.answer(AbortSignal.timeout(20_000));
  program.tell({ wantsVitals: true });
  return (await answer) as Vitals;
}

const most = { busyP99Ms: 50, growthBytes: 48 * 1024 * 1024 };

/** Nobody was held up meanwhile, and nothing was kept for ever. */
export function judgeVitals(before: Vitals, { busyP99Ms, busyMostMs, heapBytes }: Vitals): Finding[] {
  const growthBytes = heapBytes - before.heapBytes;
  const busy = (): string => `the event loop was busy for ${busyP99Ms} ms, and once for ${busyMostMs} ms`;
  return [
    ...findIf(busyP99Ms > most.busyP99Ms, 'other', busy),
    ...findIf(growthBytes > most.growthBytes, 'other', `${growthBytes} bytes more are in use`),
  ];
}

/** What the server complains of are its own mistakes: whatever others do to it is nothing to be told as an error. */
export function complaintsOf({ program }: Place): Finding[] {
  const { complaints } = program;
  program.complaints = '';
  return [
    ...findIf(program.hasEnded, 'other', `the server has ended: ${complaints}`),
    ...findIf(complaints !== '', 'other', complaints.slice(0, 3_000)),
  ];
}
