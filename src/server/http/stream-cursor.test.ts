import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currentCursor, cursorAfter } from './stream-cursor.ts';

const now = Date.UTC(2026, 10, 22);

test('a reader without a cursor is given the number of the present interval', () => {
  expect(cursorAfter(null, now)).toBe(currentCursor(now));
  expect(cursorAfter('nonsense', now)).toBe(currentCursor(now));
  expect(currentCursor(Date.UTC(2024, 9, 9) + 41_000)).toBe(2);
});

test('a cursor never goes back, and always on from one that is not older than the present', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (given, random) => {
      const cursor = cursorAfter(String(given), now, () => random);
      expect(cursor).toBeGreaterThan(given);
      expect(cursor).toBeLessThanOrEqual(Math.max(currentCursor(now), given + 180));
    }),
  );
});
