import { expect, it } from 'vitest';
import type { Row } from './rig/row.ts';
import { Tally, TryFailedError } from './rig/tally.ts';

/** The few tries of a row that every run of the tests makes. A finding says which seed and try it was. */
export function itHolds({ name, about, run }: Row): void {
  it(`${name}: ${about}`, async () => {
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
