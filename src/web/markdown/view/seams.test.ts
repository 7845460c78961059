import { expect, test } from 'vitest';
import { blockBefore } from './seams.ts';

const blocks = [0, 16, 47].map((start) => ({ start }));

test.each([
  ['within a block', 20, 16],
  ['at the end of the last', 99, 47],
  ['between two blocks', 16, 0],
])('a text that went on %s is marked after it', (_, seam, start) => {
  expect(blockBefore(blocks, seam)).toEqual({ start });
});

test('a text that went on before its first word has no mark', () => {
  expect(blockBefore(blocks, 0)).toBeUndefined();
  expect(blockBefore([], 5)).toBeUndefined();
});
