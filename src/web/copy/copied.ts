import { cleanHtml, escaped } from './clean-html.ts';
import { markdownOf } from './markdown-of.ts';
import { elementOf, partOf, trimmed } from './selected.ts';
import type { Copied } from './to-clipboard.ts';

/** What is selected, if that is in an answer or reaches into one. */
export function copiedOf(selection: Selection | null): Copied | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = trimmed(selection.getRangeAt(0));
  const inside = elementOf(range.commonAncestorContainer);
  if (!inside?.closest('.markdown') && !inside?.querySelector('.markdown')) return null;
  const block = inside.closest('pre');
  if (block) return codeIn(block, selection.getRangeAt(0));
  const part = partOf(range);
  return { text: markdownOf(part), html: cleanHtml(part) };
}

/** Code goes into code as it is, with all its space. */
function codeIn(block: Element, selected: Range): Copied {
  const range = selected.cloneRange();
  if (!block.contains(range.startContainer)) range.setStart(block, 0);
  if (!block.contains(range.endContainer)) range.setEnd(block, block.childNodes.length);
  const code = range.cloneContents().textContent;
  return { text: code, html: `<pre><code>${escaped(code)}</code></pre>` };
}

/** Gives what is selected of an answer to whoever copies it. */
export function onCopy(event: ClipboardEvent): void {
  const copied = copiedOf(getSelection());
  const isField = event.target instanceof Element && event.target.closest('input, textarea');
  if (!copied || isField || !event.clipboardData) return;
  event.clipboardData.setData('text/plain', copied.text);
  event.clipboardData.setData('text/html', copied.html);
  event.preventDefault();
}

/** Lines of Markdown as a quotation. */
export const quoted = (markdown: string): string =>
  markdown
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
