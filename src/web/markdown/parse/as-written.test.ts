import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BlockParser } from './blocks.ts';
import { parseInline } from './inline.ts';
import type { Names } from './nodes.ts';
import { inlineHtml, treeHtml } from './to-html.ts';
import { type Block, Tree } from './tree.ts';

interface Sample {
  readonly markdown: string;
  readonly html: string;
  /** A part of it shows for a while as what it turns out not to be. */
  readonly misleads?: boolean;
}

const samples: readonly Sample[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../test/samples/answers/as-written.json'), 'utf8'),
);

function html(...pieces: readonly string[]): string {
  const tree = new Tree();
  const parser = new BlockParser(tree);
  for (const piece of pieces) parser.write(piece);
  parser.end();
  return treeHtml(tree);
}

const words = (markup: string): string => markup.replace(/<sup>[^<]*<\/sup>|alt="|<[^>]*>|[\s|]/g, '');

/** The letters that a reader sees of what has come so far; footnotes stand apart. */
function seen(text: string): string {
  const tree = new Tree();
  const parser = new BlockParser(tree);
  parser.write(text);
  const names: Names = { definition: (label) => tree.definitions.get(label), footnote: () => 'awaited' };
  const inline = (source: string, open: boolean): string =>
    words(inlineHtml(parseInline(source, names, { open, before: '' }).nodes));
  const wordsOf = ({ kind, text: said, rows, children, isClosed }: Block): string => {
    if (kind.type === 'footnote') return '';
    if (kind.type === 'code' || kind.type === 'html' || kind.type === 'math') return words(escaped(said));
    const cells = rows.flatMap((row, index) =>
      row.map((cell) => inline(cell, !isClosed && index === rows.length - 1)),
    );
    return inline(said, !isClosed) + cells.join('') + children.map(wordsOf).join('');
  };
  return tree.blocks.map(wordsOf).join('');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/*
 * Where CommonMark would leave marks in the text though what is meant is beyond doubt, we differ (besides what
 * `specification.test.ts` names):
 * - emphasis needs no space or mark beside Chinese, Japanese and Korean: `**中文。**后`;
 * - from two marks on a heading needs no space before Chinese, a number with its mark, or bold: `##标题`, `##1. 标题`;
 * - a closing fence ends code in an item also where it stands outside of it;
 * - formulas, also as bare environments; a `$$` alone on a line closes one that its paragraph has opened;
 * - a table has a `|` in its head or below it, and each `\\|` in it is a `|`;
 * - links hold no addresses as links of their own; an address ends before Chinese and before a bracket that it did not open.
 */
describe.each(samples)('what models write: $markdown', ({ markdown, html: expected, misleads = false }) => {
  test('is read so, whole and however it is cut', () => {
    expect(html(markdown)).toBe(expected);
    expect(html(...markdown.split(''))).toBe(expected);
    for (let at = 1; at < markdown.length; at++) {
      expect(html(markdown.slice(0, at), markdown.slice(at)), `cut at ${at}`).toBe(expected);
    }
  });

  test(`${misleads ? 'cannot but mislead' : 'never shows a mark that goes away again'} while it comes`, () => {
    const end = words(expected);
    const begun = Array.from(markdown, (_, index) => seen(markdown.slice(0, index + 1)));
    expect(begun.filter((shown) => !end.startsWith(shown)).length > 0).toBe(misleads);
  });
});
