// Our own, as the page's view drives it: what is settled of a leaf is never read again.
import { BlockParser } from '../../src/web/markdown/parse/blocks.ts';
import { parseInline } from '../../src/web/markdown/parse/inline.ts';
import type { BlockKind, BlockListener, Inline, Names } from '../../src/web/markdown/parse/nodes.ts';
import { treeHtml } from '../../src/web/markdown/parse/to-html.ts';
import { type Block, Tree } from '../../src/web/markdown/parse/tree.ts';

export const open = (): GrowingAnswer => new GrowingAnswer();

/** An end that stays unsettled for longer is read again only once it has grown by an eighth, as in the view. */
const briefTail = 4096;

interface Leaf {
  settled: Inline[];
  /** What is not settled, as text and as it was read, and the character before it. */
  rest: string;
  tail: readonly Inline[];
  before: string;
  /** How much of the rest was read. */
  readLength: number;
}

const leafOf = (text: string): Leaf => ({ settled: [], rest: text, tail: [], before: '', readLength: 0 });

class GrowingAnswer {
  readonly #tree = new Tree();
  readonly #leaves = new Map<Block, Leaf>();
  readonly #changed = new Set<Block>();
  readonly #names: Names = {
    definition: (label) => this.#tree.definitions.get(label),
    footnote: () => 'awaited',
  };
  readonly #listener: BlockListener<Block> = {
    open: (parent, kind, start) => this.#tree.open(parent, kind, start),
    change: (node, kind) => this.#tree.change(node, kind),
    text: (node, text) => {
      this.#tree.text(node, text);
      if (isRead(node.kind)) this.#leafOf(node).rest += text;
    },
    cut: (node, length) => {
      this.#tree.cut(node, length);
      if (isRead(node.kind)) this.#leaves.set(node, leafOf(node.text));
    },
    row: (node, index, cells) => {
      this.#tree.row(node, index, cells);
      for (const cell of cells) parseInline(cell, this.#names, { open: true, before: '' });
    },
    remove: (node) => this.#forget(node, () => this.#tree.remove(node)),
    close: (node) => {
      this.#read(node, false);
      this.#forget(node, () => this.#tree.close(node));
    },
    define: (label, definition) => this.#tree.define(label, definition),
  };
  readonly #parser = new BlockParser<Block>(this.#listener);

  append(piece: string): void {
    this.#parser.write(piece);
    for (const node of this.#changed) this.#read(node, true);
    this.#changed.clear();
  }

  end(): Tree {
    this.#parser.end();
    return this.#tree;
  }

  #leafOf(node: Block): Leaf {
    const leaf = this.#leaves.get(node) ?? leafOf('');
    this.#leaves.set(node, leaf);
    this.#changed.add(node);
    return leaf;
  }

  #forget(node: Block, tell: () => void): void {
    this.#leaves.delete(node);
    this.#changed.delete(node);
    tell();
  }

  #read(node: Block, isOpen: boolean): void {
    const leaf = this.#leaves.get(node);
    if (leaf && (!isOpen || isDue(leaf))) readOn(leaf, this.#names, isOpen);
  }
}

const isRead = ({ type }: BlockKind): boolean => type === 'paragraph' || type === 'heading';

const isDue = ({ rest, readLength }: Leaf): boolean =>
  readLength < briefTail || rest.length - readLength > readLength / 8;

function readOn(leaf: Leaf, names: Names, open: boolean): void {
  const { rest, before } = leaf;
  const { nodes, settled } = parseInline(rest, names, { open, before });
  for (const node of nodes.slice(0, settled.nodes)) leaf.settled.push(node);
  leaf.tail = nodes.slice(settled.nodes);
  leaf.before = [...rest.slice(0, settled.length).slice(-2)].at(-1) ?? before;
  leaf.rest = rest.slice(settled.length);
  leaf.readLength = leaf.rest.length;
}

export const toHtml = (tree: Tree): string => treeHtml(tree);
