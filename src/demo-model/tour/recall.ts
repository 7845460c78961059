/** Which line is meant: so many from the start or from the end, counted from 1. */
export type Reference = { speaker: 'user' | 'assistant'; from: 'start' | 'end'; count: number };

const LONGEST_QUOTE = 1200;

export function lineMeant(lines: readonly string[], { from, count }: Reference): string | undefined {
  return count < 1 ? undefined : lines.at(from === 'start' ? count - 1 : -count);
}

/** The line as a Markdown quotation. */
export function quoted(line: string): string {
  const characters = [...line.trim()];
  const shown =
    characters.length > LONGEST_QUOTE ? `${characters.slice(0, LONGEST_QUOTE).join('')}…` : line.trim();
  return shown.replace(/^/gm, '> ');
}
