import { expect, it } from 'vitest';
import { closingLine, trueCounts } from './test.mjs';

const counts = { passed: 3, failed: 0, skipped: 0 };

it('the closing line tells what passed and failed', () => {
  expect(closingLine(counts)).toBe('3 passed, 0 failed');
  expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});

it('a run that failed as a whole never closes with 0 failed', () => {
  expect(trueCounts(1, counts).failed).toBe(1);
  expect(trueCounts(1, { ...counts, failed: 4 }).failed).toBe(4);
  expect(trueCounts(1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it('a run that passed is told as it was', () => {
  expect(trueCounts(0, counts)).toEqual(counts);
});
