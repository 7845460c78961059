import { expect, it } from 'vitest';
import { printable, printableJson } from './printable.ts';

it.each([
  ['the colour of the text', '\x1b[31mred\x1b[0m', '[31mred[0m'],
  ["the window's title", '\x1b]0;owned\x07', ']0;owned'],
  ['the cursor, in one byte', '\x9b2J', '2J'],
  ['a line that was printed', 'safe\rowned', 'safeowned'],
  ['characters that were printed', 'safe\b\b\b\bowned', 'safeowned'],
])('takes from model text the power over %s', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

it('leaves lines, tabs, Chinese and emoji as they are', () => {
  const text = '第一行\n\t👩‍👩‍👧 naïve — “quoted”\r\n';
  expect(printable(text)).toBe(text.replace('\r', ''));
});

it('writes JSON that means the same and holds no control character', () => {
  const value = { text: 'a\x1b[31m\x9b\x7f\n好' };
  const json = printableJson(value);
  expect(json).not.toMatch(/\p{Cc}/u);
  expect(JSON.parse(json)).toEqual(value);
});
