import { describe, expect, test } from 'vitest';
import { BlockParser } from './blocks.ts';
import { type Outline, outlineOf, Tree } from './tree.ts';

/** What becomes of a text that comes in pieces. */
function read(...pieces: readonly string[]): Tree {
  const tree = new Tree();
  const parser = new BlockParser(tree);
  for (const piece of pieces) parser.write(piece);
  parser.end();
  return tree;
}

const outline = (...pieces: readonly string[]): Outline => outlineOf(read(...pieces));

/** What is shown while more may come. */
function outlineSoFar(text: string): Outline {
  const tree = new Tree();
  new BlockParser(tree).write(text);
  return outlineOf(tree);
}

describe('a table', () => {
  test('has a head, columns with their sides, and rows as wide as its head', () => {
    expect(outline('| a | b |\n|:-:|--:|\n| 1 | 2 | 3 |\n| 4 |\n')).toEqual([
      ['table center right', ['a', 'b'], ['1', '2'], ['4', '']],
    ]);
  });

  test('needs no outer marks, and ends at a blank line', () => {
    expect(outline('a | b\n--|--\n1 | 2\n\ntext')).toEqual([
      ['table - -', ['a', 'b'], ['1', '2']],
      ['paragraph', 'text'],
    ]);
  });

  test('ends where another block begins', () => {
    expect(outline('| a |\n|---|\n| 1 |\n> quote')).toEqual([
      ['table -', ['a'], ['1']],
      ['quote', ['paragraph', 'quote']],
    ]);
  });

  test('can follow the lines of a paragraph', () => {
    expect(outline('text\nmore\n| a |\n|---|\n')).toEqual([
      ['paragraph', 'text\nmore'],
      ['table -', ['a']],
    ]);
    expect(outline('[a]: /u "t\nx | y\n--|--\n')).toEqual([
      ['paragraph', '[a]: /u "t'],
      ['table - -', ['x', 'y']],
    ]);
  });

  test('is none if the line below the head has other columns', () => {
    expect(outline('| a | b |\n|---|\n')).toEqual([['paragraph', '| a | b |\n|---|']]);
  });

  test('has a mark within a cell where that is escaped', () => {
    expect(outline('| a \\| b |\n|---|\n')).toEqual([['table -', ['a | b']]]);
  });

  test('is shown from its first characters on, and so is a row', () => {
    expect(outlineSoFar('| a | b')).toEqual([['table ', ['a', 'b']]]);
    expect(outlineSoFar('| a | b |\n|--')).toEqual([['table ', ['a', 'b']]]);
    expect(outlineSoFar('| a | b |\n|--|--|\n| 1 | 2')).toEqual([['table - -', ['a', 'b'], ['1', '2']]]);
  });

  test('has no head that is too long for one, also when that comes at once', () => {
    const line = '| a '.repeat(5_000);
    expect(outline(line)).toEqual([['paragraph', line.trim()]]);
    expect(outline(...line.split(/(?= a)/))).toEqual([['paragraph', line.trim()]]);
  });

  test('that only seemed to begin is a paragraph', () => {
    expect(outline('| a | b |\ntext')).toEqual([['paragraph', '| a | b |\ntext']]);
  });
});

describe('a list', () => {
  test('has tasks, open and done', () => {
    expect(outline('- [ ] one\n- [x] two\n- [y] three\n- [ ]\n')).toEqual([
      [
        'list',
        ['task open', ['paragraph', 'one']],
        ['task done', ['paragraph', 'two']],
        ['item', ['paragraph', '[y] three']],
        ['item', ['paragraph', '[ ]']],
      ],
    ]);
  });

  test('is loose as soon as its items stand apart', () => {
    expect(outlineSoFar('- a\n- b\n\n- c')).toEqual([
      [
        'list, loose',
        ['item', ['paragraph', 'a']],
        ['item', ['paragraph', 'b']],
        ['item', ['paragraph', 'c']],
      ],
    ]);
  });
});

describe('a footnote', () => {
  test('holds what is indented below it', () => {
    expect(outline('[^a]: One\n\n    Two\n\nText')).toEqual([
      ['footnote A', ['paragraph', 'One'], ['paragraph', 'Two']],
      ['paragraph', 'Text'],
    ]);
  });
});

describe('a formula on lines of its own', () => {
  test.each([
    [
      '$$\na\n- b\n$$\ntext',
      [
        ['math', '\na\n- b\n'],
        ['paragraph', 'text'],
      ],
    ],
    ['$$ a $$\n', [['math', ' a ']]],
    [`$$${' '.repeat(120)}a$$`, [['math', `${' '.repeat(120)}a`]]],
    [`$$a${'\\'.repeat(100)}$$`, [['math', `a${'\\'.repeat(100)}`]]],
    ['\\begin{align*}\na \\\\\n\\end{align*}', [['math', '\\begin{align*}\na \\\\\n\\end{align*}']]],
    ['\\[\na\n\\]', [['math', '\na\n']]],
    ['\\[ a \\\\[2pt] b \\]', [['math', ' a \\\\[2pt] b ']]],
    [
      'text\n$$\na\n$$',
      [
        ['paragraph', 'text'],
        ['math', '\na\n'],
      ],
    ],
    [
      '文字：\n\\[\na\n\\]\n之后',
      [
        ['paragraph', '文字：'],
        ['math', '\na\n'],
        ['paragraph', '之后'],
      ],
    ],
  ])('%j is one', (text, expected) => {
    expect(outline(text)).toEqual(expected);
    expect(outline(...text)).toEqual(expected);
  });

  test.each([
    ['$$ a $$ text', [['paragraph', '$$ a $$ text']]],
    [
      '$$\na\n\nb',
      [
        ['paragraph', '$$\na'],
        ['paragraph', 'b'],
      ],
    ],
    ['$$$$\ntext', [['paragraph', '$$$$\ntext']]],
    ['$$ $$\ntext', [['paragraph', '$$ $$\ntext']]],
    ['\\[not a link](/foo)', [['paragraph', '\\[not a link](/foo)']]],
    ['text\n$$ a $$', [['paragraph', 'text\n$$ a $$']]],
    ['text $$\na\n$$\nmore', [['paragraph', 'text $$\na\n$$\nmore']]],
    ['\\begin{itemize}\na', [['paragraph', '\\begin{itemize}\na']]],
    [
      '\\begin{align} a\n\nb',
      [
        ['paragraph', '\\begin{align} a'],
        ['paragraph', 'b'],
      ],
    ],
  ])('%j is none', (text, expected) => {
    expect(outline(text)).toEqual(expected);
    expect(outline(...text)).toEqual(expected);
  });
});

describe('while it comes', () => {
  test('what is not decided yet is not shown, and the rest at once', () => {
    expect(outlineSoFar('text\n-')).toEqual([['paragraph', 'text']]);
    expect(outlineSoFar('#')).toEqual([]);
    expect(outlineSoFar('# Tit')).toEqual([['heading 1', 'Tit']]);
    expect(outlineSoFar('Title ##')).toEqual([['paragraph', 'Title ##']]);
    expect(outlineSoFar('# Title #')).toEqual([['heading 1', 'Title']]);
    expect(outlineSoFar('```py')).toEqual([]);
    expect(outlineSoFar('```py\nprint(')).toEqual([['code py', 'print(']]);
    expect(outlineSoFar('```\na\n``')).toEqual([['code', 'a\n']]);
  });

  test('brackets at the beginning are text until they turn out to name something', () => {
    expect(outlineSoFar('[na')).toEqual([['paragraph', '[na']]);
    const tree = read('[na', 'me]: ', '/url "ti', 'tle"\n[name]');
    expect(outlineOf(tree)).toEqual([['paragraph', '[name]']]);
    expect([...tree.definitions]).toEqual([['NAME', { href: '/url', title: 'title' }]]);
  });

  test('a line end may be cut between its two characters', () => {
    expect(outline('a\r', '\nb\r', '\r', '\n', 'c')).toEqual([
      ['paragraph', 'a\nb'],
      ['paragraph', 'c'],
    ]);
  });
});

const pieces = [
  ...[
    '- ',
    '* ',
    '+ ',
    '1. ',
    '2) ',
    '10. ',
    '> ',
    '>',
    '# ',
    '## ',
    '```',
    '~~~',
    '`',
    '---',
    '===',
    '=',
    '***',
    '* * *',
    '_',
  ],
  ...['$$', '\\[', '\\]', '$', '\\', '|', 'a | b', '|-|-|', '--|--', '[ ] ', '[x] '],
  ...['\\begin{align}', '\\end{align}', '##', '题', '\u3000', '\ufeff', '[a]: /u\n'],
  ...[
    '[a]',
    '[a]: /u',
    '[a]: <',
    '[^n]: ',
    '"t"',
    "'",
    '<div>',
    '<!-- ',
    '-->',
    '<b>',
    '</script>',
    '<script>',
  ],
  ...['\n', '\n', '\n', '\n\n', '\n\n', '\r\n', '\r', '    ', '  ', ' ', '\t', '\0'],
  ...['x', 'word word', '中文。', '&amp;', '    code\n'],
];

/** A linear congruential generator, so that a seed gives the same texts again. */
function* randoms(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    yield state / 0x80000000;
  }
}

test('what comes in pieces becomes what the whole becomes, however it is cut', () => {
  const seed = Date.now() & 0xffffff;
  const random = randoms(seed);
  const below = (limit: number): number => Math.floor(random.next().value * limit);
  for (let round = 0; round < 1_500; round++) {
    const text = Array.from({ length: 1 + below(25) }, () => pieces[below(pieces.length)]).join('');
    const whole = outline(text);
    const cut = below(text.length + 1);
    expect(
      outline(text.slice(0, cut), text.slice(cut)),
      `seed ${seed}: ${JSON.stringify(text)} at ${cut}`,
    ).toEqual(whole);
    expect(outline(...text.split('')), `seed ${seed}: ${JSON.stringify(text)}`).toEqual(whole);
  }
});

test('containers deeper than a bound are text', () => {
  const tree = read('> '.repeat(500) + 'deep');
  expect(JSON.stringify(outlineOf(tree))).toContain('> > deep');
});
