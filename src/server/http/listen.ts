import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { ApiError } from '../../protocol/errors.ts';
import { CallerGoneError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { languageOf } from '../sentences.ts';
import type { NodeRoute, Trace, Visit } from '../visit.ts';
import { admit } from './admit.ts';
import { Connections } from './connections.ts';
import type { App } from './handle.ts';
import { baseHeaders } from './headers.ts';
import { sendProblem } from './problem.ts';
import { pathMatcher } from './route-path.ts';

interface Parts {
  host: string;
  /** 0: any free one. */
  port: number;
  allowedOrigins: readonly string[];
  /** Paths that Node handlers answer; all else goes to `app`. */
  routes: readonly NodeRoute[];
  app: App;
  logger: Logger;
  metrics: Metrics;
}

export interface Listening {
  port: number;
  /** Ends the lines of viewers, lets what runs finish for `graceMs`, then closes what is left. */
  close(graceMs?: number): Promise<void>;
}

const limits = {
  headersTimeout: 10_000,
  /** Headers and a body of 1 MiB. */
  requestTimeout: 45_000,
  connectionsCheckingInterval: 2_000,
  /** Over the minute after which common proxies give up an idle connection themselves. */
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
};

const drainLimits = { ms: 3_000, bytes: 16 * 1024 * 1024 };

export async function listen(parts: Parts): Promise<Listening> {
  const openVisits = new OpenVisits();
  const server = createServer(limits);
  const connections = new Connections(server);
  const { port } = await bind(server, parts.host, parts.port);
  server.on('request', requestHandler({ ...parts, port }, openVisits));
  server.on('clientError', refuseUnreadable);
  return { port, close: (graceMs = 5_000) => closeServer({ server, connections, openVisits }, graceMs) };
}

async function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(port, host, listening.resolve);
  await listening.promise;
  server.off('error', listening.reject);
  return server.address() as AddressInfo;
}

interface Open {
  server: Server;
  connections: Connections;
  openVisits: OpenVisits;
}

async function closeServer({ server, connections, openVisits }: Open, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  openVisits.close();
  connections.closeIdle();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

/** The requests under way, so that the end of the server is the end of their waits. */
class OpenVisits {
  readonly #open = new Set<AbortController>();
  #closed = false;

  /** Aborted when the caller is gone or the server is closing. Throws `shutting_down` if it is closing already. */
  signalFor(outgoing: ServerResponse): AbortSignal {
    if (this.#closed) {
      outgoing.setHeader('connection', 'close');
      throw new ApiError('shutting_down');
    }
    const controller = new AbortController();
    this.#open.add(controller);
    outgoing.once('close', () => {
      this.#open.delete(controller);
      controller.abort(new CallerGoneError());
    });
    return controller.signal;
  }

  close(): void {
    this.#closed = true;
    for (const controller of this.#open) controller.abort(new ApiError('shutting_down'));
  }
}

function requestHandler(
  parts: Parts,
  openVisits: OpenVisits,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const dispatch = dispatcher(parts, openVisits);
  return (incoming, outgoing) => {
    const trace = traceOf(incoming);
    for (const [name, value] of Object.entries(baseHeaders)) outgoing.setHeader(name, value);
    outgoing.setHeader('x-request-id', trace.requestId);
    recordEnd(incoming, outgoing, trace, parts.metrics);
    boundDrain(incoming, outgoing);
    dispatch(incoming, outgoing, trace).catch((error: unknown) =>
      sendProblem(outgoing, error, trace, parts.logger),
    );
  };
}

/** Lets a request in and gives it to its handler: a Node route, or else the app. */
function dispatcher(parts: Parts, openVisits: OpenVisits) {
  const routes = parts.routes.map((route) => ({ ...route, match: pathMatcher(route.path) }));
  const visits = new WeakMap<object, Visit>();
  const answer = getRequestListener(
    (request, { incoming }) =>
      parts.app.fetch(request, { incoming: incoming as IncomingMessage, visit: visits.get(incoming)! }),
    { autoCleanupIncoming: false, overrideGlobalObjects: false },
  );

  return async (incoming: IncomingMessage, outgoing: ServerResponse, trace: Trace): Promise<void> => {
    const signal = openVisits.signalFor(outgoing);
    const arrival = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
      remote: incoming.socket.remoteAddress,
    };
    const visit: Visit = { ...admit(arrival, parts), params: {}, trace, signal };
    for (const { path, match, handle } of routes) {
      const params = match(visit.path);
      if (!params) continue;
      trace.route = path;
      return handle(incoming, outgoing, { ...visit, params });
    }
    visits.set(incoming, visit);
    return answer(incoming, outgoing);
  };
}

function traceOf(incoming: IncomingMessage): Trace {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  const requestId = Buffer.from(bytes).toString('base64url');
  return { requestId, language: languageOf(incoming.headers['accept-language']), route: 'none' };
}

function recordEnd(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  trace: Trace,
  metrics: Metrics,
): void {
  const start = performance.now();
  const { socket } = incoming;
  const bytesBefore = socket.bytesWritten;
  outgoing.once('close', () =>
    metrics.requestEnded({
      ...trace,
      method: incoming.method ?? '',
      status: outgoing.statusCode,
      bytes: socket.bytesWritten - bytesBefore,
      ms: performance.now() - start,
    }),
  );
}

/**
 * Reads on for a while when a reply came before the end of the body, and throws it away. Closing at once would reset the
 * connection, and the sender of a body that is too large would never see why.
 */
function boundDrain(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { socket } = incoming;
  // With this Node closes a connection after its last reply.
  socket.destroySoon = () => {
    if (incoming.complete) return Socket.prototype.destroySoon.call(socket);
    socket.end();
    incoming.once('close', () => socket.destroy());
  };
  outgoing.once('finish', () => {
    if (incoming.complete) return;
    const giveUp = (): void => void socket.destroy();
    const timer = setTimeout(giveUp, drainLimits.ms);
    incoming.once('close', () => clearTimeout(timer));
    let left = drainLimits.bytes;
    incoming.on('data', (chunk: Buffer) => (left -= chunk.length) < 0 && giveUp());
    incoming.resume();
  });
}

/** What is no HTTP, or has too large a header block: a bare reply, since there is no request to answer. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  // More of the same, from somebody who was told already.
  if (socket.writableEnded) return;
  if (!socket.writable) return void socket.destroy();
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(
    `HTTP/1.1 ${error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  // Whoever never closes their side would hold the connection for ever.
  const timer = setTimeout(() => socket.destroy(), drainLimits.ms);
  socket.once('close', () => clearTimeout(timer));
}
