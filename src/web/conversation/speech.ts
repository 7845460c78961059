/**
 * What of a growing text can be read aloud: whole sentences from `from` on, and where the next begins. A stop in the last
 * place may yet be part of something longer (`3.` of `3.14`), so it waits.
 */
export function finishedSentences(text: string, from: number): { spoken: string; next: number } {
  const rest = text.slice(from);
  const last = [...rest.matchAll(/[。！？；](?=.)|[.!?:;](?=\s)|\n/gsu)].at(-1);
  if (!last) return { spoken: '', next: from };
  const end = last.index + last[0].length;
  return { spoken: withoutMarks(rest.slice(0, end)), next: from + end };
}

/** Markdown's marks are for the eye. */
export function withoutMarks(text: string): string {
  return text
    .replace(/^ {0,3}(?:#{1,6}|[-*+>]|```.*|\|[-:| ]+\|)\s*/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`~|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
