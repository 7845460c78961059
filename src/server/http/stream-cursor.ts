const cursorEpochMs = Date.UTC(2024, 9, 9);
const intervalMs = 20_000;
const maxJitterMs = 3600_000;

/**
 * The protocol's cursor: the number of the present interval of 20 s, which keeps caches on the way from giving a reader
 * the same old reply for ever. It never goes back behind what the reader already has.
 */
export function cursorAfter(given: string | null, nowMs: number, random: () => number = Math.random): number {
  const current = currentCursor(nowMs);
  const had = given !== null && /^\d{1,15}$/.test(given) ? Number(given) : -1;
  return had < current ? current : had + Math.ceil((1 - random()) * (maxJitterMs / intervalMs));
}

export function currentCursor(nowMs: number): number {
  return Math.floor((nowMs - cursorEpochMs) / intervalMs);
}
