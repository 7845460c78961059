import { array, assert, constantFrom, nat, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import type { Inline } from '../parse/nodes.ts';
import { boxLength, cutIntoBoxes } from './boxes.ts';
import { plainText } from './laid-out.ts';

const text = (value: string): Inline => ({ type: 'text', text: value });
const saidIn = (nodes: readonly Inline[]): string[] => cutIntoBoxes(nodes, 0).boxes.map(plainText);

test('a paragraph of an ordinary length is one box', () => {
  expect(saidIn([text('word '.repeat(800))])).toHaveLength(1);
});

test('a long one is cut where a word ends', () => {
  const boxes = saidIn([text('word '.repeat(10_000))]);
  expect(boxes.length).toBeGreaterThan(4);
  for (const box of boxes.slice(0, -1)) expect(box).toMatch(/^(word )+$/);
  expect(boxes.join('')).toBe('word '.repeat(10_000));
});

test('what has no words is cut all the same, never within a character', () => {
  const boxes = saidIn([text('😀'.repeat(30_000))]);
  expect(boxes.length).toBeGreaterThan(3);
  for (const box of boxes) expect(box).toMatch(/^(😀)*$/u);
  for (const box of boxes) expect(box.length).toBeLessThanOrEqual(2 * boxLength);
});

test('where it is cut does not depend on how it came', () => {
  const parts = array(tuple(constantFrom('a', 'bc ', '中文，', 'x\n', '文'), nat(9_000)), { maxLength: 6 });
  const cuts = array(nat(60_000), { maxLength: 8 });
  assert(
    property(parts, cuts, (repeated, places) => {
      const whole = repeated.map(([part, times]) => part.repeat(times)).join('');
      const ends = [...new Set([...places.filter((place) => place < whole.length), whole.length])];
      const boxes = [''];
      let [length, from] = [0, 0];
      for (const end of ends.toSorted((one, other) => one - other)) {
        const cut = cutIntoBoxes([text(whole.slice(from, end))], length);
        cut.boxes.forEach((box, index) => {
          if (index > 0) boxes.push('');
          boxes[boxes.length - 1] += plainText(box);
        });
        [length, from] = [cut.length, end];
      }
      expect(boxes).toEqual(saidIn([text(whole)]));
    }),
    { numRuns: 200 },
  );
});
