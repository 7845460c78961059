import { describe, expect, test } from 'vitest';
import { BlockParser } from './blocks.ts';
import { treeHtml } from './to-html.ts';
import { Tree } from './tree.ts';

/** What becomes of a text that comes in pieces, as the specification writes it. */
function html(pieces: Iterable<string>): string {
  const tree = new Tree();
  const parser = new BlockParser(tree);
  for (const piece of pieces) parser.write(piece);
  parser.end();
  return treeHtml(tree);
}

// Found beside commonmark.js, micromark and markdown-it on random texts, where these agree and the specification is clear.
describe('what the examples of the specification leave open', () => {
  test.each([
    // Only definitions stand above: there is nothing to underline.
    ['[a]: /u\n---\n[a]', '<hr />\n<p><a href="/u">a</a></p>\n'],
    ['> [a]: /u\n> --', '<blockquote>\n<p>--</p>\n</blockquote>\n'],
    // A row without a cell is no head.
    ['|\n|-|', '<p>|\n|-|</p>\n'],
    ['|a\n|-', '<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n</table>\n'],
    // Only spaces, tabs and line ends are space to Markdown.
    ['\u3000\u3000甲\n\u3000\u3000乙', '<p>\u3000\u3000甲\n\u3000\u3000乙</p>\n'],
    ['# \u3000甲\u00a0', '<h1>\u3000甲\u00a0</h1>\n'],
    ['甲\n\u3000\n乙', '<p>甲\n\u3000\n乙</p>\n'],
    ['- \u00a0', '<ul>\n<li>\u00a0</li>\n</ul>\n'],
    ['|\u3000a |\n|-|', '<table>\n<thead>\n<tr>\n<th>\u3000a</th>\n</tr>\n</thead>\n</table>\n'],
    ['[a]\n\n[a]: /u\u3000v', '<p><a href="/u%E3%80%80v">a</a></p>\n'],
    ['[a\u3000b]\n\n[a b]: /u', '<p>[a\u3000b]</p>\n'],
    ['<b>\u3000\n*a*', '<p>&lt;b&gt;\u3000\n<em>a</em></p>\n'],
    // A mark before a footnote is none of an image.
    ['好![^1]\n\n[^1]: 注', '<p>好!<sup>1</sup></p>\n<p>注</p>\n'],
    ['![^1](/i)\n\n[^1]: 注', '<p><img src="/i" alt="^1" /></p>\n<p>注</p>\n'],
    // An address may follow its number.
    ['1https://a.cn', '<p>1<a href="https://a.cn">https://a.cn</a></p>\n'],
    // A byte order mark is none of the text.
    ['\ufeff# 甲', '<h1>甲</h1>\n'],
    ['甲\n\ufeff# 乙', '<p>甲\n\ufeff# 乙</p>\n'],
  ])('%j', (text, expected) => {
    expect(html([text])).toBe(expected);
    expect(html(text)).toBe(expected);
  });
});
