/** What goes to the clipboard: each program takes the form that it can use. */
export interface Copied {
  readonly text: string;
  readonly html: string;
}

/** Throws a `DOMException` where the browser does not allow it. */
export async function writeToClipboard({ text, html }: Copied): Promise<void> {
  const as = (type: string, data: string): Blob => new Blob([data], { type });
  const item = { 'text/plain': as('text/plain', text), 'text/html': as('text/html', html) };
  await navigator.clipboard.write([new ClipboardItem(item)]);
}
