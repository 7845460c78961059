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

/** Nobody was held up meanwhile, and nothing is kept for ever. */
export async function judgeVitals(place: Place, before: Vitals): Promise<Finding[]> {
  const { busyP99Ms, busyMostMs, heapBytes } = await vitals(place);
  const growthBytes = await lastingGrowth(place, before.heapBytes, heapBytes);
  const busy = (): string => `the event loop was busy for ${busyP99Ms} ms, and once for ${busyMostMs} ms`;
  return [
    ...findIf(busyP99Ms > most.busyP99Ms, 'other', busy),
    ...findIf(growthBytes > most.growthBytes, 'other', `${growthBytes} bytes more are in use`),
  ];
}

/** What lines held that were closed just now is given up some turns of the event loop later. */
async function lastingGrowth(place: Place, bytesBefore: number, bytesNow: number): Promise<number> {
  const giveUpAt = Date.now() + 10_000;
  let growthBytes = bytesNow - bytesBefore;
  while (growthBytes > most.growthBytes && Date.now() < giveUpAt) {
    growthBytes = (await vitals(place)).heapBytes - bytesBefore;
  }
  return growthBytes;
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
