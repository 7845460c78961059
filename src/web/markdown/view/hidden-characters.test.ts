import { expect, test } from 'vitest';
import { codeOf, eachPiece, type Place } from './hidden-characters.ts';

function pieces(text: string, place: Place): string[] {
  const found: string[] = [];
  eachPiece(
    text,
    place,
    (plain) => found.push(plain),
    (character) => found.push(codeOf(character)),
  );
  return found;
}

test('what turns the direction of a text is seen wherever it stands', () => {
  expect(pieces('a\u202eb\u2066', 'prose')).toEqual(['a', 'U+202E', 'b', 'U+2066']);
  expect(pieces('\u0007bell', 'prose')).toEqual(['U+0007', 'bell']);
});

test('in names also what is merely not seen', () => {
  expect(pieces('pay\u200bpal\u00ad.com\u{e0041}', 'name')).toEqual([
    'pay',
    'U+200B',
    'pal',
    'U+00AD',
    '.com',
    'U+E0041',
  ]);
  expect(pieces('pay\u200bpal', 'prose')).toEqual(['pay\u200bpal']);
});

test.each(['👩‍👩‍👧', '❤️‍🔥', '👩🏽‍🔬', 'می‌خواهم', 'क्‍ष', 'line\nbreak\tand tab'])(
  'what a text needs stays as it is: %s',
  (text) => {
    expect(pieces(text, 'name')).toEqual([text]);
    expect(pieces(text, 'prose')).toEqual([text]);
  },
);
