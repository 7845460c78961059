import type { App } from './handle.ts';
import { frameHeaders } from './headers.ts';

/** What our page puts into its frames: a document that does nothing until the page speaks to it. */
const frameDocument = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Inkstone</title>
<script type="module" crossorigin src="/frame/vendor/frame.js"></script>
<body></body>
</html>
`;

/**
 * The document of the opaque frame in which diagrams are drawn and generated pages run. It is no page of ours: its origin
 * is its own, so that what runs there has neither our storage nor our session, and its policy leaves it no way out.
 */
export function frameRoutes(app: App): void {
  app.get('/frame', ({ env }) => {
    env.visit.trace.route = '/frame';
    return new Response(frameDocument, {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        ...frameHeaders(env.visit.ownOrigin),
      },
    });
  });
}
