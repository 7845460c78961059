/** A document without any of these is left as it was written. */
const mayHint = /<link[\s/]|http-equiv|srcdoc/i;

/**
 * The HTML of a generated page without its `<link>` elements and refreshes, in the frames within it and in its templates too.
 * No link can load anything in the frame, but many pages have one to the host of a font (`rel="preconnect"`), and browsers that do
 * not know `Connection-Allowlist` would connect to it. This is no wall: a script can make a link of its own.
 */
export function withoutHints(html: string): string {
  if (!mayHint.test(html)) return html;
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  removeHints(parsed);
  const doctype = parsed.doctype ? `${new XMLSerializer().serializeToString(parsed.doctype)}\n` : '';
  // Never shown by this document, whose policy the text is written under.
  // eslint-disable-next-line no-restricted-syntax
  return doctype + parsed.documentElement.outerHTML;
}

function removeHints(root: Document | DocumentFragment): void {
  for (const hint of root.querySelectorAll('link, meta[http-equiv="refresh" i]')) hint.remove();
  for (const { content } of root.querySelectorAll('template')) removeHints(content);
  for (const inner of root.querySelectorAll<HTMLIFrameElement>('iframe[srcdoc]'))
    inner.setAttribute('srcdoc', withoutHints(inner.getAttribute('srcdoc') ?? ''));
}
