import MarkdownIt, { type Token } from 'markdown-it';
import { useEastAsianEmphasis } from './emphasis.ts';
import { safeHref, withLinks } from './links.ts';
import type { Align, Block, Inline, ListItem } from './nodes.ts';

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false });
useEastAsianEmphasis(parser);

/** A block of the top level and the line of the source that it begins in. */
export interface PlacedBlock {
  line: number;
  block: Block;
}

export function parseMarkdown(text: string): PlacedBlock[] {
  const cursor = new Cursor(parser.parse(text, {}));
  const placed: PlacedBlock[] = [];
  while (!cursor.atEnd()) {
    const line = cursor.peek()?.map?.[0] ?? 0;
    const block = readBlock(cursor);
    if (block) placed.push({ line, block });
  }
  return placed;
}

class Cursor {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  atEnd(): boolean {
    return this.#index >= this.#tokens.length;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#index];
  }

  take(): Token {
    return this.#tokens[this.#index++]!;
  }

  /** Reads until the token that closes what was just opened, and takes that one too. */
  *until(closing: string): Generator<void> {
    while (!this.atEnd() && this.peek()!.type !== closing) yield;
    this.#index++;
  }
}

function readBlock(cursor: Cursor): Block | null {
  const token = cursor.take();
  switch (token.type) {
    case 'paragraph_open':
      return { type: 'paragraph', tight: token.hidden, children: readInlineOf(cursor, 'paragraph_close') };
    case 'heading_open':
      return {
        type: 'heading',
        level: Number(token.tag.slice(1)),
        children: readInlineOf(cursor, 'heading_close'),
      };
    case 'fence':
      return {
        type: 'code',
        language: token.info.trim().split(/\s/)[0] ?? '',
        text: withoutLastBreak(token.content),
      };
    case 'code_block':
      return { type: 'code', language: '', text: withoutLastBreak(token.content) };
    case 'blockquote_open':
      return { type: 'quote', children: readBlocks(cursor, 'blockquote_close') };
    case 'bullet_list_open':
      return { type: 'list', ordered: false, start: 1, items: readItems(cursor, 'bullet_list_close') };
    case 'ordered_list_open': {
      const start = Number(token.attrGet('start') ?? 1);
      return { type: 'list', ordered: true, start, items: readItems(cursor, 'ordered_list_close') };
    }
    case 'table_open':
      return readTable(cursor);
    case 'hr':
      return { type: 'rule' };
    default:
      // Not on the list (raw HTML is off): shown as the text that it is.
      return token.content === '' ? null : paragraphOf(token.content);
  }
}

const paragraphOf = (text: string): Block => ({
  type: 'paragraph',
  tight: false,
  children: [{ type: 'text', text }],
});

const withoutLastBreak = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text);

function readBlocks(cursor: Cursor, closing: string): Block[] {
  const blocks: Block[] = [];
  for (const _ of cursor.until(closing)) {
    const block = readBlock(cursor);
    if (block) blocks.push(block);
  }
  return blocks;
}

function readInlineOf(cursor: Cursor, closing: string): Inline[] {
  const children: Inline[] = [];
  for (const _ of cursor.until(closing))
    children.push(...readInlines(new Cursor(cursor.take().children ?? [])));
  return children.flatMap(linked);
}

function readItems(cursor: Cursor, closing: string): ListItem[] {
  const items: ListItem[] = [];
  for (const _ of cursor.until(closing)) {
    cursor.take();
    items.push(asTask(readBlocks(cursor, 'list_item_close')));
  }
  return items;
}

/** `[ ] ` or `[x] ` at the beginning makes an item a task. */
function asTask(children: Block[]): ListItem {
  const first = children[0];
  const text = first?.type === 'paragraph' ? first.children[0] : undefined;
  const box = text?.type === 'text' ? /^\[([ xX])\](?:\s+|$)/.exec(text.text) : null;
  if (!box || first?.type !== 'paragraph' || text?.type !== 'text') return { checked: null, children };
  const rest: Inline = { type: 'text', text: text.text.slice(box[0].length) };
  const paragraph: Block = { ...first, children: [rest, ...first.children.slice(1)] };
  return { checked: box[1] !== ' ', children: [paragraph, ...children.slice(1)] };
}

function readTable(cursor: Cursor): Block {
  const rows: Inline[][][] = [];
  const aligns: Align[] = [];
  for (const _ of cursor.until('table_close')) {
    if (cursor.take().type !== 'tr_open') continue;
    const row: Inline[][] = [];
    for (const _cell of cursor.until('tr_close')) {
      const cell = cursor.take();
      if (rows.length === 0) aligns.push(alignOf(cell));
      row.push(readInlineOf(cursor, `${cell.tag}_close`));
    }
    rows.push(row);
  }
  const [head = [], ...body] = rows;
  return { type: 'table', aligns, head, rows: body };
}

function alignOf(cell: Token): Align {
  const align = /text-align:(left|center|right)/.exec(String(cell.attrGet('style')))?.[1];
  return (align as Align | undefined) ?? null;
}

const pairs: Readonly<Record<string, 'strong' | 'emphasis' | 'strike'>> = {
  strong_open: 'strong',
  em_open: 'emphasis',
  s_open: 'strike',
};

function readInlines(cursor: Cursor, closing?: string): Inline[] {
  const nodes: Inline[] = [];
  const steps = closing === undefined ? untilEnd(cursor) : cursor.until(closing);
  for (const _ of steps) nodes.push(...readInline(cursor));
  return joined(nodes);
}

function* untilEnd(cursor: Cursor): Generator<void> {
  while (!cursor.atEnd()) yield;
}

function readInline(cursor: Cursor): Inline[] {
  const token = cursor.take();
  const pair = pairs[token.type];
  if (pair) return [{ type: pair, children: readInlines(cursor, token.type.replace('open', 'close')) }];
  switch (token.type) {
    case 'code_inline':
      return [{ type: 'code', text: token.content }];
    case 'softbreak':
    case 'hardbreak':
      return [{ type: 'break' }];
    case 'image':
      return [{ type: 'image', href: safeHref(String(token.attrGet('src'))), text: token.content }];
    case 'link_open':
      return readLink(token, cursor);
    default:
      return token.content === '' ? [] : [{ type: 'text', text: token.content }];
  }
}

function readLink(token: Token, cursor: Cursor): Inline[] {
  const href = safeHref(String(token.attrGet('href')));
  const children = readInlines(cursor, 'link_close');
  return href ? [{ type: 'link', href, children: children.map(unlinked) }] : children;
}

/** A link inside a link is its text. */
function unlinked(node: Inline): Inline {
  if (node.type === 'image') return { type: 'text', text: node.text };
  return node;
}

/** With the addresses in its text made links, save where there is one already. */
function linked(node: Inline): Inline[] {
  if (node.type === 'text') return withLinks(node.text);
  if (node.type === 'strong' || node.type === 'emphasis' || node.type === 'strike') {
    return [{ ...node, children: node.children.flatMap(linked) }];
  }
  return [node];
}

/** Neighbouring pieces of text as one. */
function joined(nodes: readonly Inline[]): Inline[] {
  const result: Inline[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (node.type === 'text' && last?.type === 'text')
      result[result.length - 1] = { type: 'text', text: last.text + node.text };
    else result.push(node);
  }
  return result;
}
