import { maxQuestionBytes } from '../../protocol/messages.ts';

/** How much too long a text is, as people read sizes; empty if it is not. */
export function overLimit(text: string): string {
  // No text is longer in bytes than three times its UTF-16 length: most are known without counting.
  if (text.length * 3 <= maxQuestionBytes) return '';
  const over = new TextEncoder().encode(text).length - maxQuestionBytes;
  return over > 0 ? readableSize(over) : '';
}

function readableSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
