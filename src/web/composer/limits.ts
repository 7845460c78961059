import { maxQuestionBytes } from '../../protocol/messages.ts';

/** How much too long a text is, as people read sizes; empty if it is not. */
export function overLimit(text: string): string {
  // No text is longer in bytes than three times its UTF-16 length: most are known without counting.
  if (text.length * 3 <= maxQuestionBytes) return '';
  const over = new TextEncoder().encode(text).length - maxQuestionBytes;
  return over > 0 ? readableSize(over) : '';
}

/** From here on a browser needs seconds to lay a text out in a box: 5 MB take Chromium 20 s. */
const maxPasteLength = 1024 * 1024;

/** The size of a text that is too much even to be put into the box; empty if it is not. */
export function refusedPaste(text: string): string {
  return text.length > maxPasteLength ? readableSize(new TextEncoder().encode(text).length) : '';
}

function readableSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
