import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatEvent, sendableLength, splitMarks } from './event-text.ts';

function readBack(text: string): string[] {
  const data: string[] = [];
  createParser({ onEvent: (event) => data.push(event.data) }).feed(text);
  return data;
}

test.each([
  '',
  ' leading space',
  'a\nb',
  '\n',
  '\n\n',
  'a\n\n\nb\n',
  ': no comment',
  'data: x',
  'id: 7',
  '你好\n🖋️',
])('a text comes out of an event stream as it went in: %j', (data) => {
  expect(readBack(formatEvent({ id: 'a:1', data }))).toEqual([data]);
});

test('every kind of line break becomes one, and breaks nothing', () => {
  expect(readBack(formatEvent({ id: 'a:1', data: 'a\r\nb\rc\nd' }))).toEqual(['a\nb\nc\nd']);
});

test('any text is whole again when its pieces are joined, and no piece holds a mark of the contract', () => {
  const part = fc.constantFrom('[DONE]', '[START]', '[', 'DO', 'NE]', '\n', ' ', 'x', '你');
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const pieces = splitMarks(parts.join(''));
      expect(pieces.join('')).toBe(parts.join(''));
      for (const piece of pieces) expect(piece).not.toMatch(/\[DONE\]|\[START\]/);
    }),
  );
});

test('half a character or half a line break waits for its rest', () => {
  expect(sendableLength('ab')).toBe(2);
  expect(sendableLength('a\uD83D')).toBe(1);
  expect(sendableLength('a🖋')).toBe(3);
  expect(sendableLength('a\r')).toBe(1);
  expect(sendableLength('a\r\n')).toBe(3);
});
