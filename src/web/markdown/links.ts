import type { Inline } from './nodes.ts';

const allowedProtocols = new Set(['http:', 'https:', 'mailto:']);

/** The address if a link may lead there; null for everything else, `javascript:` and relative ones among it. */
export function safeHref(href: string): string | null {
  const url = URL.parse(href);
  return url && allowedProtocols.has(url.protocol) ? url.href : null;
}

/**
 * An address in running text. Only of ASCII: in Chinese the words go on without a space, and
 * `https://example.com/a查看` must not take them along.
 */
const address = /\bhttps?:\/\/[!-~]+/gi;
const trailingMarks = /[.,:;!?'"*_~`<>|\\]+$/;

/** Text with the addresses in it made links. */
export function withLinks(text: string): Inline[] {
  const nodes: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const found = withoutTail(match[0]);
    const href = safeHref(found);
    if (!href) continue;
    if (match.index > end) nodes.push({ type: 'text', text: text.slice(end, match.index) });
    nodes.push({ type: 'link', href, children: [{ type: 'text', text: found }] });
    end = match.index + found.length;
  }
  if (end < text.length) nodes.push({ type: 'text', text: text.slice(end) });
  return nodes;
}

/** Without the marks that belong to the sentence: the full stop, a bracket that was opened before the address. */
function withoutTail(found: string): string {
  for (let rest = found; ;) {
    const shorter = withoutClosing(rest.replace(trailingMarks, ''));
    if (shorter === rest) return rest;
    rest = shorter;
  }
}

function withoutClosing(found: string): string {
  for (const [open, close] of ['()', '[]', '{}']) {
    if (!found.endsWith(close!)) continue;
    if (found.split(close!).length > found.split(open!).length) return found.slice(0, -1);
  }
  return found;
}
