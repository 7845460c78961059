import { addressOf, codeIn, formulaIn, imageIn, isAside, isDone, itemsOf, levelOf } from './reading.ts';

const blockTags = new Set(
  'article blockquote details div figure h3 h4 h5 h6 hr li ol p pre section table ul'.split(' '),
);

/** What was drawn of an answer, written as Markdown again: blocks with an empty line between them. */
export function markdownOf(node: Node): string {
  const blocks: string[] = [];
  let line = '';
  const endLine = (): void => {
    if (line.trim() !== '') blocks.push(line.trim());
    line = '';
  };
  for (const child of node.childNodes) {
    if (!isBlock(child)) line += inline(child);
    else {
      endLine();
      const text = block(child);
      if (text !== '') blocks.push(text);
    }
  }
  endLine();
  return blocks.join('\n\n');
}

function isBlock(node: Node): node is Element {
  if (!(node instanceof Element)) return false;
  return blockTags.has(node.localName) || node.matches('.box');
}

function block(element: Element): string {
  if (isAside(element)) return '';
  const code = codeIn(element);
  if (code !== null) return fenced(code);
  const formula = formulaIn(element);
  if (formula) return `$$\n${formula.tex}\n$$`;
  const level = levelOf(element);
  if (level > 0) return `${'#'.repeat(level)} ${inlines(element).trim()}`;
  switch (element.localName) {
    case 'p':
      return inlines(element).trim();
    case 'hr':
      return '---';
    case 'ul':
    case 'ol':
      return list(element);
    case 'li':
      return item(element, '- ');
    case 'table':
      return table(element);
    case 'blockquote':
      return prefixed(markdownOf(element), '> ', '> ');
    default:
      return markdownOf(element);
  }
}

function list(element: Element): string {
  const first = Number(element.getAttribute('start') ?? 1);
  const items = itemsOf(element);
  const mark = (index: number): string => (element.localName === 'ol' ? `${first + index}. ` : '- ');
  return items.map((child, index) => item(child, mark(index))).join('\n');
}

function item(element: Element, mark: string): string {
  const done = isDone(element);
  const task = done === null ? '' : done ? '[x] ' : '[ ] ';
  // A list within a point follows its text at once.
  const text = markdownOf(element).replace(/\n\n(?=(?:[-*]|\d+\.) )/g, '\n');
  return prefixed(task + text, mark, ' '.repeat(mark.length));
}

const prefixed = (text: string, first: string, further: string): string =>
  text
    .split('\n')
    .map((line, index) => ((index === 0 ? first : further) + line).trimEnd())
    .join('\n');

function table(element: Element): string {
  const rows = [...element.querySelectorAll('tr')].map((row) =>
    [...row.children].map((cell) => inlines(cell).trim().replaceAll('|', '\\|').replaceAll('\n', '<br>')),
  );
  const [head, ...body] = rows;
  if (!head) return '';
  // Cells of one row are no table: with tabs between them they go into the cells of another.
  if (body.length === 0) return head.join('\t');
  const written = [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`);
  return written.join('\n');
}

function fenced(code: string): string {
  const fence = '`'.repeat(longestRun(code) < 3 ? 3 : longestRun(code) + 1);
  return `${fence}\n${code}\n${fence}`;
}

const longestRun = (code: string): number =>
  (code.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);

const marks: Readonly<Record<string, string>> = { strong: '**', em: '*', s: '~~' };

function inline(node: Node): string {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element) || isAside(node)) return '';
  const formula = formulaIn(node);
  if (formula) return formula.isDisplay ? `$$${formula.tex}$$` : `$${formula.tex}$`;
  const image = imageIn(node);
  if (image) return image.href === null ? image.alt : `![${image.alt}](${image.href})`;
  if (node.localName === 'br') return '\n';
  if (node.localName === 'code') return codeSpan(node.textContent);
  const text = inlines(node);
  const address = addressOf(node);
  if (address !== null) return address === text ? text : `[${text}](${address})`;
  const mark = text.trim() === '' ? '' : (marks[node.localName] ?? '');
  return mark + text + mark;
}

function codeSpan(code: string): string {
  const fence = '`'.repeat(longestRun(code) + 1);
  const space = code.startsWith('`') || code.endsWith('`') ? ' ' : '';
  return fence + space + code + space + fence;
}

const inlines = (element: Element): string => [...element.childNodes].map(inline).join('');
