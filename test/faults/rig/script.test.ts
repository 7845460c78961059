import { expect, test } from 'vitest';
import { grewFrom } from './script.ts';

test.each([
  ['', '<text>a'],
  ['<text>a', '<text>ab'],
  ['<reasoning>a', '<reasoning>ab<text>c'],
  ['<source>1 x', '<source>1 x<source>2 y'],
  ['<source>1 x', '<text>a<source>1 x'],
  ['<text>a<source>1 x', '<text>ab<source>1 x'],
])('what was said as %s can go on as %s', (before, after) => {
  expect(grewFrom(before, after)).toBe(true);
});

test.each([
  ['<text>a', ''],
  ['<text>ab', '<text>b'],
  ['<text>a', '<text>b<source>1 x'],
  ['<text>a<source>1 x', '<text>ab'],
  ['<text>a<source>1 x', '<text>a<source>2 y<source>1 x'],
])('what was said as %s is taken back in %s', (before, after) => {
  expect(grewFrom(before, after)).toBe(false);
});
