/** What every reply carries, whoever makes it: nothing of ours is framed, guessed at, embedded elsewhere or kept by a cache. */
export const baseHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()',
  'x-dns-prefetch-control': 'off',
  'cache-control': 'no-store',
};

/** For bytes that somebody else made: whatever they hold, opened by themselves they are nothing but a file to save. */
export function bytesHeaders(contentType: string): Record<string, string> {
  return {
    'content-type': contentType,
    'content-security-policy': "sandbox; default-src 'none'",
    'content-disposition': 'attachment',
  };
}

/** The page's policy: our own files only, no code inside the document, and DOM text only through Trusted Types. */
export function pagePolicy(origin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src-elem 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    `frame-src ${origin}/frame`,
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types app svelte-trusted-html',
  ].join('; ');
}

/** The frame's policy: code inside its document and Mermaid from us, and nothing that leads anywhere. */
function framePolicy(origin: string): string {
  return [
    'sandbox allow-scripts',
    "default-src 'none'",
    `script-src 'unsafe-inline' ${origin}/frame/vendor/`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'font-src data:',
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    "webrtc 'block'",
  ].join('; ');
}

/** What the frame's document is sent with beside what every reply carries. */
export function frameHeaders(origin: string): Record<string, string> {
  return {
    'content-security-policy': framePolicy(origin),
    // Neither DNS nor a connection made ahead is covered by the policy: browsers that know this keep both in.
    'connection-allowlist': '(response-origin)',
    'x-frame-options': 'SAMEORIGIN',
  };
}
