import type { BlockKind, BlockListener, Definition } from './nodes.ts';

/** A block with what it says and holds, for tests: the whole that a listener has been told. */
export interface Block {
  kind: BlockKind;
  readonly start: number;
  text: string;
  readonly rows: string[][];
  readonly children: Block[];
  readonly parent: Block | null;
  isClosed: boolean;
}

/** Keeps what it is told, and throws where that breaks the listener's contract. */
export class Tree implements BlockListener<Block> {
  readonly blocks: Block[] = [];
  readonly definitions = new Map<string, Definition>();

  open(parent: Block | null, kind: BlockKind, start: number): Block {
    if (parent) expectOpen(parent);
    const block = { kind, start, text: '', rows: [], children: [], parent, isClosed: false };
    (parent?.children ?? this.blocks).push(block);
    return block;
  }

  change(block: Block, kind: BlockKind): void {
    expectOpen(block);
    block.kind = kind;
  }

  text(block: Block, text: string): void {
    expectOpen(block);
    block.text += text;
  }

  cut(block: Block, length: number): void {
    expectOpen(block);
    block.text = block.text.slice(0, length);
  }

  row(block: Block, index: number, cells: readonly string[]): void {
    expectOpen(block);
    if (index < block.rows.length - 1 || index > block.rows.length) throw new Error(`row ${index}`);
    block.rows[index] = [...cells];
  }

  remove(block: Block): void {
    const siblings = block.parent?.children ?? this.blocks;
    if (siblings.pop() !== block) throw new Error('Only the last of its siblings can be removed.');
  }

  close(block: Block): void {
    expectOpen(block);
    block.isClosed = true;
  }

  define(label: string, definition: Definition): void {
    if (!this.definitions.has(label)) this.definitions.set(label, definition);
  }
}

function expectOpen(block: Block): void {
  if (block.isClosed) throw new Error(`The ${block.kind.type} at ${block.start} is closed.`);
}

/** A tree as short nested lists: `['list', ['item', ['paragraph', 'text']]]`. */
export type Outline = readonly (string | Outline)[];

export function outlineOf({ blocks }: Pick<Tree, 'blocks'>): Outline {
  return blocks.map(outlineOfBlock);
}

function outlineOfBlock({ kind, text, rows, children }: Block): Outline {
  const said = text === '' ? [] : [text];
  return [nameOf(kind), ...said, ...rows, ...children.map(outlineOfBlock)];
}

function nameOf(kind: BlockKind): string {
  switch (kind.type) {
    case 'heading':
      return `heading ${kind.level}`;
    case 'code':
      return kind.info === '' ? 'code' : `code ${kind.info}`;
    case 'list':
      return `${kind.ordered ? `list from ${kind.start}` : 'list'}${kind.loose ? ', loose' : ''}`;
    case 'item':
      return kind.checked === null ? 'item' : `task ${kind.checked ? 'done' : 'open'}`;
    case 'table':
      return `table ${kind.aligns.map((align) => align ?? '-').join(' ')}`;
    case 'footnote':
      return `footnote ${kind.label}`;
    default:
      return kind.type;
  }
}
