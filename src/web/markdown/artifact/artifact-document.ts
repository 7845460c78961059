/** How long a document may be that is run, in UTF-16 units. */
const maxLength = 1024 * 1024;

const svgStart =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg[\s>]/i;

/** A picture stands in the middle, as large as there is room. */
const aroundPicture = (svg: string): string =>
  `<!doctype html><meta charset="utf-8"><style>html{background:#fff}body{margin:0;padding:12px;display:grid;place-items:center}svg{max-width:100%;height:auto}</style>${svg.replace(/^\s*<\?xml[^>]*>/i, '')}`;

/** The document that a block of code makes when it is run; null if it makes none. `extension` is that of its language. */
export function artifactDocument(extension: string, code: string): string | null {
  if (code.length > maxLength || code.trim() === '') return null;
  if (extension === 'svg' || extension === 'xml') return svgStart.test(code) ? aroundPicture(code) : null;
  if (extension !== 'html') return null;
  return /^\s*(?:<!--[\s\S]{0,2000}?-->\s*)*<!doctype/i.test(code) ? code : `<!doctype html>\n${code}`;
}
