import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearView } from './near-view.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
console.log(`near-view.test.ts: SEED=${seed}`);

const heights = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 200 });

describe('the rows that are drawn', () => {
  test('are those in the view and within a view’s height of it, and no others', () => {
    const places = fc.record({
      heights,
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      heightPx: fc.nat(1200),
    });
    fc.assert(
      fc.property(places, ({ heights, at, heightPx }) => {
        const index = Math.min(heights.length - 1, Math.floor(at * heights.length));
        const offsetPx = Math.floor(heights[index]! * (1 - at));
        const { from, to } = nearView(heights.length, (row) => heights[row]!, {
          at: { index, offsetPx },
          heightPx,
        });
        const top = heights.slice(0, index).reduce((sum, height) => sum + height, offsetPx);
        let above = 0;
        heights.forEach((height, row) => {
          const isNear = above + height > top - heightPx && above < top + 2 * heightPx;
          if (isNear) expect([row >= from, row < to]).toEqual([true, true]);
          else if (row !== index) expect(row >= from && row < to).toBe(false);
          above += height;
        });
      }),
      { seed, numRuns: 300 },
    );
  });

  test('are the last ones while the end is followed', () => {
    expect(nearView(100, () => 100, { at: null, heightPx: 400 })).toEqual({ from: 92, to: 100 });
    expect(nearView(3, () => 100, { at: null, heightPx: 400 })).toEqual({ from: 0, to: 3 });
    expect(nearView(0, () => 100, { at: null, heightPx: 400 })).toEqual({ from: 0, to: 0 });
  });
});
