import type { Clock } from '../../../src/protocol/connection.ts';

/** The time of a client for whom a second passes `speed` times as fast. */
export function fastClock(speed: number): Clock {
  return {
    now: () => performance.now() * speed,
    setTimeout: (run, delayMs) => setTimeout(run, delayMs / speed),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  };
}
