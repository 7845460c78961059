import { expect, it } from 'vitest';
import { refuseElsewhere, type Row, WrongPlatformError } from './rig/row.ts';
import { Tally, TryFailedError } from './rig/tally.ts';

/** On a busy machine a try takes several times as long, and each has its own limits. */
const withinMs = 60_000;

/** The few tries of a row that every run of the tests makes. A finding says which seed and try it was. */
export function itHolds(row: Row): void {
  const { name, about, platforms, run } = row;
  if (platforms && !platforms.includes(process.platform)) {
    return it(`${name}: says on which systems it can be run`, () => {
      expect(() => refuseElsewhere(row, process.platform)).toThrow(WrongPlatformError);
    });
  }
  it(`${name}: ${about}`, { timeout: withinMs }, async () => {
    const tally = new Tally();
    try {
      await run(1, 'quick', tally);
    } catch (error) {
      if (!(error instanceof TryFailedError)) throw error;
    }
    expect(tally.findings).toEqual([]);
    expect(tally.tries).toBeGreaterThan(0);
  });
}
