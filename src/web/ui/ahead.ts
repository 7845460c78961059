/**
 * Fetches a part of the page before it is needed: on hover or focus, say. That it does not come is told to whoever opens
 * it (`Lazy`), not to whoever only came by.
 */
export function ahead(load: () => Promise<unknown>): () => void {
  return () => void load().catch(() => undefined);
}
