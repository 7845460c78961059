import type { Visit } from '../visit.ts';
import type { App } from './handle.ts';
import { pagePolicy } from './headers.ts';
import { type StaticFile, StaticFiles } from './static-files.ts';

export interface PageParts {
  /** The folder of the built page. */
  webDir: string;
}

/** A page that needs no file of ours; its few styles are attributes, which is all that the policy lets a document have. */
const bare = (title: string, said: string): string => `<!doctype html>
<html lang="en" style="color-scheme: light dark; background: light-dark(#fbfaf7, #191815); color: light-dark(#1b1a17, #ebe6da); font: 1rem/1.6 system-ui, sans-serif">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<main style="max-width: 36rem; margin: 20vh auto 0; padding: 0 1.5rem">
${said}
</main>
</html>
`;

const notFoundPage = bare(
  '404 – Inkstone',
  `<h1 style="font: 600 1.5rem/1.3 serif">There is nothing at this address</h1>
<p lang="zh">这个地址下没有内容。</p>
<p><a href="/" style="color: light-dark(#b5382a, #e57b6a); line-height: 44px">Inkstone</a></p>`,
);

const notBuiltPage = bare(
  'Inkstone',
  `<h1 style="font: 600 1.5rem/1.3 serif">The page is not built yet</h1>
<p>Run <code>npm start</code> or <code>npm run build</code>, then reload.</p>
<p lang="zh">页面尚未构建。请运行 <code>npm start</code> 或 <code>npm run build</code>，然后刷新。</p>`,
);

/** The service worker asks for the page's files in the place of the page. */
const workerPolicy = "default-src 'none'; connect-src 'self'";

/** What the frame runs. Its origin is nobody's, so to the browser the frame is another site. */
const framePath = '/frame/vendor/';
const forAnyOrigin = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

/** The page and its files. */
export function pageRoutes(app: App, { webDir }: PageParts): void {
  const files = new StaticFiles(webDir);

  for (const path of ['/', '/c/:conversationId', '/settings', '/usage']) {
    app.get(path, async ({ env, req }) => {
      env.visit.trace.route = path;
      const file = await files.find('/index.html', env.incoming.headers['accept-encoding']);
      return file
        ? fileReply(file, env.visit, req.header('if-none-match'))
        : html(notBuiltPage, 503, env.visit);
    });
  }

  for (const path of ['/tutorial', '/tutorial/']) {
    app.get(path, async ({ env, req, notFound }) => {
      env.visit.trace.route = '/tutorial';
      const file = await files.find('/tutorial/index.html', env.incoming.headers['accept-encoding']);
      return file ? fileReply(file, env.visit, req.header('if-none-match')) : notFound();
    });
  }

  app.get('/*', async ({ env, req, notFound }) => {
    const file = await files.find(env.visit.path, env.incoming.headers['accept-encoding']);
    if (file) {
      env.visit.trace.route = '/*';
      return fileReply(file, env.visit, req.header('if-none-match'));
    }
    return wantsPage(env.visit.path, req.header('accept')) ? html(notFoundPage, 404, env.visit) : notFound();
  });
}

function wantsPage(path: string, accept: string | undefined): boolean {
  return !/^\/(api|v1)(\/|$)/.test(path) && (accept ?? '').includes('text/html');
}

function fileReply(file: StaticFile, visit: Visit, ifNoneMatch: string | undefined): Response {
  const headers = {
    etag: file.etag,
    vary: 'Accept-Encoding',
    'cache-control': cacheControl(file),
    ...policyOf(file, visit),
    ...(file.path.startsWith(framePath) ? forAnyOrigin : {}),
  };
  if (ifNoneMatch?.split(',').some((etag) => etag.trim() === file.etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(file.bytes, {
    headers: {
      ...headers,
      'content-type': file.contentType,
      ...(file.encoding ? { 'content-encoding': file.encoding } : {}),
    },
  });
}

function policyOf({ isPage, path }: StaticFile, { ownOrigin }: Visit): Record<string, string> {
  if (isPage) return { 'content-security-policy': pagePolicy(ownOrigin) };
  return path === '/service-worker.js' ? { 'content-security-policy': workerPolicy } : {};
}

const isHashed = (path: string): boolean =>
  path.startsWith('/assets/') || (path.startsWith(framePath) && path !== `${framePath}frame.js`);

/** A file with a hash in its name never changes; the page itself is always asked for, so that an update is seen at once. */
function cacheControl({ isPage, path }: StaticFile): string {
  if (isPage) return 'no-store';
  return isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

function html(body: string, status: number, { ownOrigin }: Visit): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy(ownOrigin) },
  });
}
