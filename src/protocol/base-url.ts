/** What is wrong with the address of a model server, or the address in its one spelling. */
export type BaseUrl = { url: string } | { problem: 'not-an-address' | 'holds-secrets' | 'too-far' };

/**
 * The address of a model server, up to and including its version part. A user or password in it would be shown wherever
 * the address is; a query or fragment would end up in the middle of the paths that are added to it.
 */
export function parseBaseUrl(text: string): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return { problem: 'not-an-address' };
  if (url.username || url.password || url.search || url.hash) return { problem: 'holds-secrets' };
  const path = url.pathname.replace(/\/+$/, '');
  return path.endsWith('/chat/completions') ? { problem: 'too-far' } : { url: url.origin + path };
}
