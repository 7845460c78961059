import { describe, expect, test } from 'vitest';
import type { Block, Inline } from './nodes.ts';
import { parseMarkdown } from './parse.ts';

const blocks = (text: string): Block[] => parseMarkdown(text).map(({ block }) => block);

function inlines(text: string): Inline[] {
  const block = blocks(text)[0];
  return block && 'children' in block ? (block.children as Inline[]) : [];
}

const text = (value: string): Inline => ({ type: 'text', text: value });
const strong = (value: string): Inline => ({ type: 'strong', children: [text(value)] });
const link = (href: string, value = href): Inline => ({ type: 'link', href, children: [text(value)] });

describe('emphasis', () => {
  test.each([
    ['**中文。**后', [strong('中文。'), text('后')]],
    ['前**“引用”**后', [text('前'), strong('“引用”'), text('后')]],
    ['使用**Node.js (24)**运行', [text('使用'), strong('Node.js (24)'), text('运行')]],
    ['**bold** word', [strong('bold'), text(' word')]],
    ['**重点：**`code`', [strong('重点：'), { type: 'code', text: 'code' }]],
  ])('is seen without a space in Chinese: %s', (source, expected) => {
    expect(inlines(source)).toEqual(expected);
  });

  test.each(['snake_case_name', '文件_名字_后', '2 * 3 * 4', '共 3~5 个，约 7~9 天'])(
    'is not seen in %s',
    (source) => {
      expect(inlines(source)).toEqual([text(source)]);
    },
  );

  test('strikes out between double tildes only', () => {
    expect(inlines('~~gone~~ ~here~')).toEqual([
      { type: 'strike', children: [text('gone')] },
      text(' ~here~'),
    ]);
  });
});

describe('what a hostile answer tries', () => {
  test.each(['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<b>bold</b>'])(
    'stays the text that it is: %s',
    (source) => expect(inlines(source)).toEqual([text(source)]),
  );

  test.each([
    '[x](javascript:alert(1))',
    '[x](data:text/html,hi)',
    '[x](vbscript:x)',
    '[x](file:///etc/passwd)',
  ])('is no link: %s', (source) => expect(JSON.stringify(inlines(source))).not.toContain('"link"'));

  test('shows an image as its words, with an address that is only followed when a person clicks', () => {
    expect(inlines('![secret](https://evil.example/?q=1)')).toEqual([
      { type: 'image', href: 'https://evil.example/?q=1', text: 'secret' },
    ]);
  });
});

describe('links', () => {
  test('end where Chinese goes on', () => {
    expect(inlines('见https://example.com/a?b=1查看。')).toEqual([
      text('见'),
      link('https://example.com/a?b=1'),
      text('查看。'),
    ]);
  });

  test('leave the marks of the sentence outside', () => {
    expect(inlines('(see https://example.com/x_(y).)')).toEqual([
      text('(see '),
      link('https://example.com/x_(y)'),
      text('.)'),
    ]);
  });

  test('are not made inside of links', () => {
    expect(inlines('[https://a.example](https://b.example/)')).toEqual([
      link('https://b.example/', 'https://a.example'),
    ]);
  });
});

describe('blocks', () => {
  test('of code keep their language and every character', () => {
    expect(blocks('```ts title="x"\nlet a = `<b>`;\n\n```')).toEqual([
      { type: 'code', language: 'ts', text: 'let a = `<b>`;\n' },
    ]);
  });

  test('of tasks know what is done', () => {
    expect(blocks('- [ ] one\n- [x] two\n- three')).toMatchObject([
      { type: 'list', items: [{ checked: false }, { checked: true }, { checked: null }] },
    ]);
  });

  test('of tables keep their alignment and have one cell a column', () => {
    expect(blocks('| a | b |\n|:-:|--:|\n| 1 | 2 |\n| 3 |')).toEqual([
      {
        type: 'table',
        aligns: ['center', 'right'],
        head: [[text('a')], [text('b')]],
        rows: [
          [[text('1')], [text('2')]],
          [[text('3')], []],
        ],
      },
    ]);
  });

  test('keep the lines that a model writes', () => {
    expect(inlines('床前明月光\n疑是地上霜')).toEqual([
      text('床前明月光'),
      { type: 'break' },
      text('疑是地上霜'),
    ]);
  });

  test('number a list from where the model begins', () => {
    expect(blocks('3. three\n4. four')).toMatchObject([{ type: 'list', ordered: true, start: 3 }]);
  });
});
