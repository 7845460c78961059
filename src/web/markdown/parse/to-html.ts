import { BlockParser } from './blocks.ts';
import { parseInline } from './inline.ts';
import { type Inline, type Names, normalLabel } from './nodes.ts';
import { type Block, Tree } from './tree.ts';

/** A whole text as the specification's examples write it, for tests. Raw HTML is the text that it is. */
export function toHtml(markdown: string): string {
  const tree = new Tree();
  const parser = new BlockParser(tree);
  parser.write(markdown);
  parser.end();
  return treeHtml(tree);
}

/** What was told of a text, as the specification's examples write it. */
export function treeHtml(tree: Tree): string {
  const notes = new Set(
    tree.blocks.map(({ kind }) => (kind.type === 'footnote' ? normalLabel(kind.label) : '')),
  );
  const names: Names = {
    definition: (label) => tree.definitions.get(label),
    footnote: (label) => (notes.has(label) ? 'known' : 'unknown'),
  };
  return tree.blocks.map((block) => htmlOf(block, names)).join('');
}

function htmlOf(block: Block, names: Names): string {
  const { kind, text } = block;
  const said = () => inline(text, names);
  switch (kind.type) {
    case 'paragraph':
      return `<p>${said()}</p>\n`;
    case 'heading':
      return `<h${kind.level}>${said()}</h${kind.level}>\n`;
    case 'code': {
      const language = /^\S+/.exec(kind.info)?.[0];
      return `<pre><code${language ? ` class="language-${escaped(language)}"` : ''}>${escaped(text)}</code></pre>\n`;
    }
    case 'html':
      return `${escaped(text.replace(/\n$/, ''))}\n`;
    case 'math':
      return `<math>${escaped(text)}</math>\n`;
    case 'rule':
      return '<hr />\n';
    case 'table':
      return tableHtml(block, names);
    case 'quote':
      return `<blockquote>\n${within(block, names)}</blockquote>\n`;
    case 'list': {
      const start = kind.ordered && kind.start !== 1 ? ` start="${kind.start}"` : '';
      const tag = kind.ordered ? 'ol' : 'ul';
      const items = block.children.map((item) => itemHtml(item, kind.loose, names));
      return `<${tag}${start}>\n${items.join('')}</${tag}>\n`;
    }
    default:
      return within(block, names);
  }
}

function within({ children }: Block, names: Names): string {
  return children.map((child) => htmlOf(child, names)).join('');
}

function itemHtml({ kind, children }: Block, loose: boolean, names: Names): string {
  const box = kind.type === 'item' && kind.checked !== null;
  const checked = kind.type === 'item' && kind.checked ? 'checked="" ' : '';
  let html = box ? `<input ${checked}disabled="" type="checkbox"> ` : '';
  for (const child of children) {
    if (child.kind.type === 'paragraph' && !loose) html += inline(child.text, names);
    else html += `${html === '' || !html.endsWith('\n') ? '\n' : ''}${htmlOf(child, names)}`;
  }
  return `<li>${html}</li>\n`;
}

function tableHtml({ kind, rows }: Block, names: Names): string {
  const aligns = kind.type === 'table' ? kind.aligns : [];
  const cells = (row: readonly string[], tag: string) =>
    row.map((cell, index) => {
      const align = aligns[index] ? ` align="${aligns[index]}"` : '';
      return `<${tag}${align}>${inline(cell, names)}</${tag}>\n`;
    });
  const lines = (of: readonly string[][], tag: string) =>
    of.map((row) => `<tr>\n${cells(row, tag).join('')}</tr>\n`).join('');
  const body = rows.length > 1 ? `<tbody>\n${lines(rows.slice(1), 'td')}</tbody>\n` : '';
  return `<table>\n<thead>\n${lines(rows.slice(0, 1), 'th')}</thead>\n${body}</table>\n`;
}

function inline(text: string, names: Names): string {
  return inlineHtml(parseInline(text, names, { open: false, before: '' }).nodes);
}

/** Nodes as the specification's examples write them. */
export function inlineHtml(nodes: readonly Inline[]): string {
  return nodes.map(nodeHtml).join('');
}

const tags = { strong: 'strong', emphasis: 'em', strike: 'del' } as const;

function nodeHtml(node: Inline): string {
  switch (node.type) {
    case 'text':
    case 'citation':
      return escaped(node.text);
    case 'code':
      return `<code>${escaped(node.text)}</code>`;
    case 'break':
      return '<br />\n';
    case 'link':
      return `<a href="${escaped(node.href ?? '?')}"${titleOf(node.title)}>${inlineHtml(node.children)}</a>`;
    case 'image':
      return `<img src="${escaped(node.href ?? '?')}" alt="${escaped(node.alt)}"${titleOf(node.title)} />`;
    case 'math':
      return `<math${node.display ? ' display' : ''}${node.open ? ' open' : ''}>${escaped(node.tex)}</math>`;
    case 'footnote':
      return `<sup>${escaped(node.label)}</sup>`;
    default:
      return `<${tags[node.type]}>${inlineHtml(node.children)}</${tags[node.type]}>`;
  }
}

function titleOf(title: string): string {
  return title === '' ? '' : ` title="${escaped(title)}"`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
