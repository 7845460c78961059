import { destinationOf } from '../../../src/web/markdown/view/destinations.ts';

const blocks = /^<\/?(?:p|h[1-6]|pre|blockquote|ul|ol|li|hr|table|thead|tbody|tr|th|td|br)\b/;
const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };
const decoded = (html: string): string => html.replace(/&(?:lt|gt|quot|amp);/g, (mark) => entities[mark]!);

/**
 * HTML of the specification's examples in the form in which a page is written for comparison (`as-specified.ts`): without what
 * a page says in another way (titles, languages, where images lie), and without line ends that only make it readable.
 */
export function canonical(html: string): string {
  const closers: string[] = [];
  let [written, isPre, wasBlock] = ['', false, true];
  for (const token of html.match(/<[^>]*>|[^<]+/g) ?? []) {
    if (token.startsWith('<')) {
      const tag = tagOf(token, closers, isPre);
      if (blocks.test(token) && !isPre) written = written.replace(/\n+$/, '');
      if (token.startsWith('<pre')) isPre = true;
      if (token === '</pre>') [isPre, written] = [false, written.replace(/\n$/, '')];
      wasBlock = blocks.test(token);
      written += tag;
    } else {
      written += isPre ? decoded(token) : decoded(wasBlock ? token.replace(/^\n+/, '') : token);
      wasBlock = false;
    }
  }
  return written.trim();
}

function tagOf(token: string, closers: string[], isPre: boolean): string {
  const name = /^<\/?(\w+)/.exec(token)?.[1] ?? '';
  if (isPre && name === 'code') return '';
  if (name === 'a') return token === '</a>' ? closers.pop()! : openedLink(token, closers);
  if (name === 'img') return '<img>';
  if (name === 'input') return token.includes('checked') ? '<input checked>' : '<input>';
  const extra = / (?:align|start)="(\w+)"/.exec(token)?.[1];
  return token.startsWith('</') ? `</${name}>` : `<${name}${extra ? ` ${extra}` : ''}>`;
}

/** Only what leads to the web or to mail is a link. */
function openedLink(token: string, closers: string[]): string {
  const destination = destinationOf(decoded(/href="([^"]*)"/.exec(token)?.[1] ?? ''));
  closers.push(destination ? '</a>' : '</span>');
  return destination ? `<a ${destination.href}>` : '<span>';
}
