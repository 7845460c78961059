import type { Metrics } from '../metrics.ts';
import type { App } from './handle.ts';

export interface HealthParts {
  metrics: Metrics;
  /** Resolves when the database answers and takes what happens; throws what is wrong. */
  checkReady(): Promise<void>;
}

/** For whoever watches the server: alive, able to serve, and counting. */
export function healthRoutes(app: App, { metrics, checkReady }: HealthParts): void {
  // A constant body, by which the command line also knows that it is us who listen on a port.
  plainRoute(app, '/healthz', async () => ['inkstone ok\n', 'text/plain; charset=utf-8']);

  plainRoute(app, '/readyz', async () => {
    await checkReady();
    return ['inkstone ready\n', 'text/plain; charset=utf-8'];
  });

  plainRoute(app, '/metrics', async () => [await metrics.text(), metrics.contentType]);
}

function plainRoute(app: App, path: string, read: () => Promise<[body: string, contentType: string]>): void {
  app.get(path, async (context) => {
    context.env.visit.trace.route = path;
    const [body, contentType] = await read();
    return new Response(body, { headers: { 'content-type': contentType } });
  });
}
