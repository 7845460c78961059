import { BlockParser } from '../../src/web/markdown/parse/blocks.ts';
import { parseInline } from '../../src/web/markdown/parse/inline.ts';
import { someNames, streamed } from '../../src/web/markdown/parse/streaming.ts';
import { type Block, Tree } from '../../src/web/markdown/parse/tree.ts';

/** What the parsers make of an answer that comes in these pieces: blocks, and for each leaf what stands in it. */
export function readingOf(pieces: readonly string[]): string {
  const tree = new Tree();
  const parser = new BlockParser(tree);
  for (const piece of pieces) parser.write(piece);
  parser.end();
  const defined = [...tree.definitions];
  return JSON.stringify([tree.blocks.map(said), defined]);
}

/** Says where the text of a leaf reads differently when it comes in pieces; null if it does not. */
export function differentLeaf(
  text: string,
  cut: (text: string) => readonly string[],
): { leaf: string; pieces: readonly string[] } | null {
  const tree = new Tree();
  const parser = new BlockParser(tree);
  parser.write(text);
  parser.end();
  for (const leaf of leavesOf(tree.blocks)) {
    const pieces = cut(leaf);
    if (JSON.stringify(streamed(pieces)) !== JSON.stringify(streamed([leaf]))) return { leaf, pieces };
  }
  return null;
}

/** Microseconds of the processor for a whole text, blocks and what stands in them. */
export function costOf(text: string): number {
  const before = process.threadCpuUsage();
  const tree = new Tree();
  const parser = new BlockParser(tree);
  parser.write(text);
  parser.end();
  for (const leaf of leavesOf(tree.blocks)) parseInline(leaf, someNames, { open: false, before: '' });
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}

function said({ kind, start, text, rows, children }: Block): unknown {
  return [kind, start, text, rows, children.map(said)];
}

function leavesOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap(({ kind, text, rows, children }) =>
    kind.type === 'paragraph' || kind.type === 'heading' ? [text] : [...rows.flat(), ...leavesOf(children)],
  );
}
