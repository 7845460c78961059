import { describe, expect, test } from 'vitest';
import { parseInline } from './inline.ts';
import type { Names } from './nodes.ts';
import { someNames, wholeOf } from './streaming.ts';
import { inlineHtml } from './to-html.ts';

const read = (source: string) => inlineHtml(wholeOf(source));
const readOpen = (source: string, names = someNames) =>
  parseInline(source, names, { open: true, before: '' });
/** What is shown of a text that is still being written. */
const so = (source: string) => inlineHtml(readOpen(source).nodes);
/** What of it can still change. */
const tail = (source: string) => source.slice(readOpen(source).settled.length);

describe('emphasis', () => {
  test.each([
    ['**中文。**后', '<strong>中文。</strong>后'],
    ['前**“引用”**后', '前<strong>“引用”</strong>后'],
    ['使用**Node.js (24)**运行', '使用<strong>Node.js (24)</strong>运行'],
    ['**bold** word', '<strong>bold</strong> word'],
    ['**重点：**`code`', '<strong>重点：</strong><code>code</code>'],
    ['***both***', '<em><strong>both</strong></em>'],
    ['**a *b* c**', '<strong>a <em>b</em> c</strong>'],
  ])('is seen without a space in Chinese: %s', (source, html) => {
    expect(read(source)).toBe(html);
  });

  test.each([
    'snake_case_name',
    '文件_名字_后',
    '2 * 3 * 4',
    '共 3~5 个，约 7~9 天',
    '~here~',
    '~~~three~~~',
  ])('is not seen in %s', (source) => expect(read(source)).toBe(source));

  test('strikes out between two tildes', () => {
    expect(read('~~gone~~ here')).toBe('<del>gone</del> here');
    expect(read('**a ~~b~~ c**')).toBe('<strong>a <del>b</del> c</strong>');
  });

  test('reaches over 32,768 characters and no more', () => {
    const words = 'words '.repeat(5_461);
    expect(read(`*a${words}b*`)).toContain('<em>');
    expect(read(`*a${words}words b*`)).not.toContain('<em>');
  });

  test('lies 32 deep and no deeper', () => {
    const nested = (depth: number) => read('*a _b '.repeat(depth / 2) + 'b_ a* '.repeat(depth / 2));
    expect(nested(32).match(/<em>/g)).toHaveLength(32);
    expect(nested(34).match(/<em>/g)).toHaveLength(32);
  });
});

describe('links', () => {
  test.each([
    [
      '见https://example.com/a?b=1查看。',
      '见<a href="https://example.com/a?b=1">https://example.com/a?b=1</a>查看。',
    ],
    [
      '(see https://example.com/x_(y).)',
      '(see <a href="https://example.com/x_(y)">https://example.com/x_(y)</a>.)',
    ],
    ['**https://a.example**，', '<strong><a href="https://a.example">https://a.example</a></strong>，'],
    ['访问www.example.com，', '访问<a href="http://www.example.com">www.example.com</a>，'],
    ['_a@b.example_', '<em><a href="mailto:a@b.example">a@b.example</a></em>'],
    ['发到a.b@c.example。', '发到<a href="mailto:a.b@c.example">a.b@c.example</a>。'],
    ['http://localhost:3000/', '<a href="http://localhost:3000/">http://localhost:3000/</a>'],
    ['[x]: http://a.example]', '[x]: <a href="http://a.example">http://a.example</a>]'],
    ['ftp://a.example xhttp://b.example', 'ftp://a.example xhttp://b.example'],
    ['http:// www. a@b @c', 'http:// www. a@b @c'],
    ['[文档](https://a.example "标题")。', '<a href="https://a.example" title="标题">文档</a>。'],
  ])('are found in %s', (source, html) => {
    expect(read(source)).toBe(html);
  });

  test('hold no links', () => {
    expect(read('[https://a.example](https://b.example/)')).toBe(
      '<a href="https://b.example/">https://a.example</a>',
    );
    expect(read('[*a@b.example* [x](/y) z](/u)')).toBe(
      '[<em><a href="mailto:a@b.example">a@b.example</a></em> <a href="/y">x</a> z](/u)',
    );
  });

  test('say their images in words', () => {
    expect(read('![a **b** `c`](/d)')).toBe('<img src="/d" alt="a b c" />');
  });
});

test.each(['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<b>bold</b>'])(
  'HTML is the text that it is: %s',
  (source) => expect(wholeOf(source)).toEqual([{ type: 'text', text: source }]),
);

test('a line ends in HTML once', () => {
  expect(read('a<br>b<br/>c<BR />d<br>\ne')).toBe('a<br />\nb<br />\nc<br />\nd<br />\ne');
});

describe('names', () => {
  const none: Names = { definition: () => undefined, footnote: () => 'unknown' };

  test('that mean nothing yet are told of once they are settled', () => {
    const source = '[a] [b][c] [^d] `[e]` [f][';
    expect(readOpen(source, none).missing).toEqual(['A', 'C', '^D']);
  });

  test('of footnotes stand where they may still be explained', () => {
    const awaited: Names = { definition: () => undefined, footnote: () => 'awaited' };
    expect(readOpen('so[^a b] and[^note].', awaited)).toMatchObject({
      nodes: [{ text: 'so[^a b] and' }, { type: 'footnote', label: 'NOTE' }, { text: '.' }],
      missing: ['^A B', '^NOTE'],
    });
    expect(inlineHtml(readOpen('so[^note].', none).nodes)).toBe('so[^note].');
  });
});

describe('a mark that may name a source', () => {
  const cited = (source: string): number[] =>
    wholeOf(source).flatMap((node) => (node.type === 'citation' ? node.numbers : []));

  test.each([
    ['a[1] b[12][3], c [ref_4] and[^5].', [1, 12, 3, 4, 5]],
    ['`[1]` $x[2]$ \\[3] ![4] [0] [1234] [ref 5] [a1] [1', []],
    ['[see [1]](https://a.example) [[2]](https://b.example) [3](https://c.example)', []],
    ['[text][6]', [6]],
    ['a[1, 2] b[3,4]，c[5、6] d[^7^] e[citation:8] f[9†source]', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['甲【1】乙【2†source】丙【3†L1-L5】丁【4，5】', [1, 2, 3, 4, 5]],
    ['【标题】 【】 【1 【12a】 [1, ] [1,a] [0, 1] [1-2] [1†]', [1]],
  ])('is told from what is none: %s', (source, numbers) => expect(cited(source)).toEqual(numbers));

  test('is a link of its own where the text defines its name', () => {
    const definition = { href: 'https://own.example', title: '' };
    const names: Names = {
      definition: (label) => (label === '1' ? definition : undefined),
      footnote: () => 'unknown',
    };
    expect(inlineHtml(readOpen('See [1] and [2].', names).nodes)).toBe(
      'See <a href="https://own.example">1</a> and [2].',
    );
  });

  test('does not show before it is whole', () => {
    for (const begun of [
      'a[1',
      'a[12',
      'a[1, ',
      'a[1, 2',
      'a[1†so',
      'a[r',
      'a[ref_3',
      'a[cita',
      'a【',
      'a【1†s',
    ])
      expect(
        inlineHtml(readOpen(begun, { definition: () => undefined, footnote: () => 'unknown' }).nodes),
      ).toBe('a');
  });
});

describe('what is being written', () => {
  test.each([
    ['**bo', '<strong>bo</strong>'],
    ['**bold*', '<strong>bold</strong>'],
    ['**bold**', '<strong>bold</strong>'],
    ['a *b **c', 'a <em>b <strong>c</strong></em>'],
    ['***a', '<em><strong>a</strong></em>'],
    ['~~gone', '<del>gone</del>'],
    ['a **', 'a '],
    ['a *', 'a '],
    ['2*3', '2*3'],
    ['`co', '<code>co</code>'],
    ['``co`', '<code>co</code>'],
    ['a `', 'a '],
    ['see [the te', 'see the te'],
    ['see [the te]', 'see the te'],
    ['see [the text](', 'see <a href="?">the text</a>'],
    ['see [the text](http://exa', 'see <a href="?">the text</a>'],
    ['see [the **text**](http://exa "ti', 'see <a href="?">the <strong>text</strong></a>'],
    ['see ![the im', 'see <img src="?" alt="the im" />'],
    ['see ![the image]', 'see <img src="?" alt="the image" />'],
    ['see ![the image](htt', 'see <img src="?" alt="the image" />'],
    ['see !', 'see '],
    ['a[i', 'a[i'],
    ['note[^1', 'note'],
    ['see http', 'see http'],
    ['see http://exa', 'see <a href="?">http://exa</a>'],
    ['see <http://exa', 'see <a href="?">http://exa</a>'],
    ['a <br', 'a '],
    ['x &am', 'x '],
    ['x &amp', 'x '],
    ['x \\', 'x '],
    ['a \n', 'a'],
    ['😀'.slice(0, 1), ''],
  ])('shows as what it will probably be: %j', (source, html) => {
    expect(so(source)).toBe(html);
  });

  test('shows a mark as such once nothing has closed it for long', () => {
    const words = 'words '.repeat(70);
    expect(so(`**${words}`)).toBe(`**${words.trim()}`);
    expect(so(`\`${words}`)).toBe(`\`${words.trim()}`);
    expect(so(`[${words}`)).toBe(`[${words.trim()}`);
  });

  test.each([
    ['The quick brown fox, and then', 'then'],
    ['The quick **brown** fox', 'fox'],
    ['中文，没有空格。', ''],
    ['中文 and `code` [a](b) x', 'x'],
    ['a [link](/u) and [text', '[text'],
    ['done **open and *more* here', '**open and *more* here'],
    ['2 * 3 = 6 and snake_case_name and', 'and'],
    ['array[0] and index[1] is', 'is'],
    ['a < b and c > d is', 'is'],
    ['x <b and c', '<b and c'],
    ['at 10:30, http', 'http'],
    ['mail a.b@c', 'a.b@c'],
    ['write to mailto:a.b@c', 'mailto:a.b@c'],
    ['write to mailto:', 'mailto:'],
    ['two  ', '  '],
  ])('is settled but for what more text can change: %s', (source, rest) => {
    expect(tail(source)).toBe(rest);
  });

  test('is settled again where an opener was left behind', () => {
    expect(tail(`*a ${'word '.repeat(7_000)}end`)).toBe('end');
    expect(tail(`[a ${'word '.repeat(7_000)}end`)).toBe('end');
    expect(tail(`\`a ${'word '.repeat(7_000)}end`)).toBe('end');
    expect(tail(`<!-- ${'word '.repeat(7_000)}end`)).toBe('end');
  });
});

test('everything is settled once nothing more comes', () => {
  const source = '**a [b `c $x^2 <d';
  const { nodes, settled } = parseInline(source, someNames, { open: false, before: '' });
  expect(settled).toEqual({ length: source.length, nodes: nodes.length });
  expect(inlineHtml(nodes)).toBe('**a [b `c $x^2 &lt;d');
});
