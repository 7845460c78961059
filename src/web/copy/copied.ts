import { cleanHtml } from './clean-html.ts';
import { markdownOf } from './markdown-of.ts';
import type { Copied } from './to-clipboard.ts';

/** What is selected, if that is in an answer or reaches into one. */
export function copiedOf(selection: Selection | null): Copied | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const inside = elementOf(range.commonAncestorContainer);
  if (!inside?.closest('.markdown') && !inside?.querySelector('.markdown')) return null;
  const part = range.cloneContents();
  // Code goes into code as it is.
  const code = inside.closest('pre');
  if (code) return { text: part.textContent, html: `<pre><code>${cleanHtml(part)}</code></pre>` };
  return { text: markdownOf(part), html: cleanHtml(part) };
}

const elementOf = (node: Node): Element | null => (node instanceof Element ? node : node.parentElement);

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
