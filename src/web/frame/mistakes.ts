/** The line of a diagram that Mermaid's parsers complain of, from 1; null where they name none. */
export function mistakenLine(error: unknown): number | null {
  const message = error instanceof Error ? error.message : String(error);
  const named = /\bline:?\s+(\d{1,6})\b/i.exec(message)?.[1];
  return named === undefined ? null : Number(named);
}
