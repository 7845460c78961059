import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Time as the demo model sees it, so that tests can hold it in their hands. */
export type Clock = {
  now: () => number;
  wait: (durationMs: number, signal: AbortSignal) => Promise<void>;
};

export const realClock: Clock = {
  // Monotonic: a clock that is set back in the middle of an answer must not stall it.
  now: () => performance.timeOrigin + performance.now(),
  wait: (durationMs, signal) => delay(durationMs, undefined, { signal }),
};

/** Waits, for ever if need be; throws when the signal is aborted, before or meanwhile. */
export async function pause(clock: Clock, durationMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (durationMs === Infinity) {
    await once(signal, 'abort');
    signal.throwIfAborted();
  }
  if (durationMs > 0) await clock.wait(durationMs, signal);
}
