/** One spelling for one request, so that the same id with another body is told apart. */
export function requestOf(fields: Record<string, unknown>): string {
  return JSON.stringify(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** What was asked, from its spelling. */
export function fieldsOf(request: string): Record<string, unknown> {
  return Object.fromEntries(JSON.parse(request) as [string, unknown][]);
}
