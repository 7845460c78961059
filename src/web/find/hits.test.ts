import { describe, expect, test } from 'vitest';
import { corrected, firstHit, placeOf, stepFrom } from './hits.ts';

const found = [
  { messageId: 'a', count: 2 },
  { messageId: 'b', count: 1 },
];

describe('what is found', () => {
  test('is gone through in order, and begins again after the last', () => {
    let hit = firstHit(found, [], undefined);
    const places: number[] = [];
    for (let step = 0; step < 4; step++) places.push(placeOf(found, (hit = stepFrom(found, hit, 1))));
    expect(places).toEqual([1, 2, 3, 1]);
    expect(placeOf(found, stepFrom(found, { messageId: 'a', index: 0 }, -1))).toBe(3);
    expect(placeOf(found, stepFrom(found, null, -1))).toBe(3);
    expect(stepFrom([], null, 1)).toBeNull();
  });

  test('is begun with where the reader is, or below; if there is nothing, with the last', () => {
    const path = ['x', 'a', 'y', 'b', 'z'];
    expect(firstHit(found, path, 'x')).toEqual({ messageId: 'a', index: 0 });
    expect(firstHit(found, path, 'y')).toEqual({ messageId: 'b', index: 0 });
    expect(firstHit(found, path, 'z')).toEqual({ messageId: 'b', index: 0 });
    expect(firstHit(found, ['z'], 'z')).toEqual({ messageId: 'b', index: 0 });
    expect(firstHit([], path, 'x')).toBeNull();
  });

  test('is counted as the page shows it', () => {
    expect(corrected(found, 'a', 5)).toEqual([{ messageId: 'a', count: 5 }, found[1]]);
    expect(corrected(found, 'a', 0)).toEqual([found[1]]);
    expect(corrected(found, 'c', 3)).toBe(found);
  });
});
