import { characterBefore } from './flanking.ts';
import { parseInline } from './inline.ts';
import type { Inline, Names } from './nodes.ts';

/** Names that mean nothing, but for `[known]` and the footnote `[^known]`. */
export const someNames: Names = {
  definition: (label) => (label === 'KNOWN' ? { href: '/known', title: '' } : undefined),
  footnote: (label) => (label === 'KNOWN' ? 'known' : 'unknown'),
};

/** A text read at once. */
export function wholeOf(source: string, names = someNames): Inline[] {
  return merged(parseInline(source, names, { open: false, before: '' }).nodes);
}

/** A text read as a page does it: what is settled once and for all, the rest again with every piece. For tests. */
export function streamed(pieces: readonly string[], names = someNames): Inline[] {
  const source = pieces.join('');
  const nodes: Inline[] = [];
  let [settled, end] = [0, 0];
  for (const piece of [...pieces, null]) {
    end += piece?.length ?? 0;
    const around = { open: piece !== null, before: characterBefore(source, settled) };
    const read = parseInline(source.slice(settled, end), names, around);
    nodes.push(...read.nodes.slice(0, read.settled.nodes));
    settled += read.settled.length;
  }
  return merged(nodes);
}

function merged(nodes: readonly Inline[]): Inline[] {
  const all: Inline[] = [];
  for (const node of nodes) {
    const last = all.at(-1);
    if (node.type === 'text' && last?.type === 'text') {
      all[all.length - 1] = { type: 'text', text: last.text + node.text };
    } else all.push(node);
  }
  return all;
}
