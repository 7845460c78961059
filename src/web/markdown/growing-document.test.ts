import { assert, property, array, constantFrom, nat } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GrowingDocument } from './growing-document.ts';
import { parseMarkdown } from './parse.ts';

const pieces = constantFrom(
  ...[
    '\n',
    '\n\n',
    ' ',
    '    ',
    '- ',
    '1. ',
    '> ',
    '# ',
    '#',
    '---',
    '***',
    '```',
    '~~~',
    '| a | b |\n|---|---|\n',
    '|',
  ],
  ...[
    'word',
    '中文。',
    '**',
    '*',
    '_',
    '~~',
    '`',
    '[a](https://b.example)',
    '![x](y)',
    '[ ] ',
    '\\',
    '<b>',
    '\t',
    '=',
    '+ ',
  ],
  ...['\r\n', '\r', '😀', 'https://c.example/d。'],
);

const whole = (text: string) => parseMarkdown(text).map(({ block }) => block);
const blocksOf = (document: GrowingDocument, text: string, isWhole = false) =>
  document.update(text, isWhole).map(({ block }) => block);

describe('an answer that grows', () => {
  test('looks after each piece as if it had come whole', () => {
    assert(
      property(array(pieces, { maxLength: 40 }), (parts) => {
        const document = new GrowingDocument();
        let text = '';
        for (const part of parts) {
          text += part;
          expect(blocksOf(document, text)).toEqual(whole(text));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps the blocks that are finished as the same objects', () => {
    const document = new GrowingDocument();
    const first = document.update('# Title\n\nOne.\n\nTwo');
    const second = document.update('# Title\n\nOne.\n\nTwo and more.\n\nThree');
    expect(second.slice(0, 2)).toEqual(first.slice(0, 2));
    expect(second[0]).toBe(first[0]);
    expect(second.map(({ start }) => start)).toEqual([0, 9, 15, 30]);
  });

  test('finds the target of a link that is named before it is defined once the text is whole', () => {
    const text = 'See [the page][p].\n\nMore.\n\n[p]: https://example.com/\n';
    assert(
      property(nat(text.length), (cut) => {
        const document = new GrowingDocument();
        document.update(text.slice(0, cut));
        expect(blocksOf(document, text, true)).toEqual(whole(text));
      }),
    );
  });

  test('starts anew when the text is another one', () => {
    const document = new GrowingDocument();
    document.update('# One\n\nTwo\n\nThree');
    expect(blocksOf(document, 'Else')).toEqual(whole('Else'));
  });
});
