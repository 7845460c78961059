import { addressOf, codeIn, formulaIn, imageIn, isAside, isDone, isPiece, levelOf } from './reading.ts';

/** Written as they are, without any attribute. */
const plain = new Set([
  'blockquote',
  'code',
  'em',
  'li',
  'p',
  's',
  'strong',
  'sup',
  'tbody',
  'thead',
  'tr',
  'ul',
  'table',
  'ol',
  'td',
  'th',
]);

/** Letters and mail programs drop styles of a page: what a table needs to be one has to stand in it. */
const attributes: Readonly<Record<string, string>> = {
  table: ' border="1" cellspacing="0" style="border-collapse:collapse"',
  td: ' style="padding:4px 8px"',
  th: ' style="padding:4px 8px;text-align:left"',
  blockquote: ' style="margin-left:0;padding-left:12px;border-left:3px solid #bbb"',
};

/**
 * What was drawn of an answer as the HTML that other programs paste: its meaning, none of the page's styles. It is only
 * ever given to the clipboard.
 */
export function cleanHtml(node: Node): string {
  if (node instanceof Text) return escaped(node.data).replaceAll('\n', '<br>');
  if (!(node instanceof Element)) return childrenOf(node);
  if (isAside(node)) return '';
  const code = codeIn(node);
  if (code !== null) return `<pre><code>${escaped(code)}</code></pre>`;
  const formula = formulaIn(node);
  if (formula) return formulaHtml(formula);
  const image = imageIn(node);
  if (image) return imageHtml(image);
  return elementHtml(node);
}

/** What an answer says, without what stands around it. */
export const answerHtml = (answer: Element): string =>
  [...answer.querySelectorAll(':scope > .markdown')].map(cleanHtml).join('');

function elementHtml(element: Element): string {
  const tag = element.localName;
  if (tag === 'br' || tag === 'hr') return `<${tag}>`;
  const level = levelOf(element);
  if (level > 0) return `<h${level}>${childrenOf(element)}</h${level}>`;
  const address = addressOf(element);
  if (address !== null) return `<a href="${escaped(address)}">${childrenOf(element)}</a>`;
  if (element.matches('.sheet')) return `<p>${childrenOf(element)}</p>`;
  if (!plain.has(tag) || isPiece(element) || element.matches(':not(.loose) > li > p'))
    return childrenOf(element);
  return `<${tag}${startOf(element)}${attributes[tag] ?? ''}>${taskMark(element)}${childrenOf(element)}</${tag}>`;
}

function startOf(element: Element): string {
  const start = element.localName === 'ol' ? Number(element.getAttribute('start') ?? 1) : 1;
  return start === 1 ? '' : ` start="${start}"`;
}

function taskMark(element: Element): string {
  const done = element.localName === 'li' ? isDone(element) : null;
  return done === null ? '' : done ? '☑ ' : '☐ ';
}

function formulaHtml({ tex, isDisplay }: { tex: string; isDisplay: boolean }): string {
  return isDisplay ? `<p>$$${escaped(tex)}$$</p>` : `$${escaped(tex)}$`;
}

/** As a link: a program that pastes an image would fetch it, unasked. */
function imageHtml({ alt, href }: { alt: string; href: string | null }): string {
  return href === null ? escaped(alt) : `<a href="${escaped(href)}">${escaped(alt || href)}</a>`;
}

const childrenOf = (node: Node): string => [...node.childNodes].map(cleanHtml).join('');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
