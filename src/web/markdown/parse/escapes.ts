import { decodeHTMLStrict } from 'entities';

const escape = /\\([!-/:-@[-`{-~])|&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});/g;

/** The text with its backslash escapes and entities read (CommonMark 2.4 and 2.5). */
export function unescaped(text: string): string {
  if (!text.includes('\\') && !text.includes('&')) return text;
  return text.replace(escape, (found, mark?: string) => mark ?? decodeHTMLStrict(found));
}
