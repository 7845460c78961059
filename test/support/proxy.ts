import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy in front of a server, which can treat streams as badly as real ones do. */
export interface Proxy extends AsyncDisposable {
  readonly origin: string;
  /** How the streams that are asked for from now on are treated. */
  streams: Treatment;
  /** What was asked for of streams, in this order: `sse`, `long-poll`, or `catch-up` where neither was asked for. */
  readonly asked: string[];
  /** Cuts every stream that is open. */
  cut(): void;
}

/**
 * `pass`: as they come. `hold`: nothing before their end, not even the head. `hold-rest`: what comes at first and then
 * nothing before the end. `silence`: nothing ever, on the lines that are open too.
 */
export type Treatment = 'pass' | 'hold' | 'hold-rest' | 'silence';

export async function startProxy(upstream: string): Promise<Proxy> {
  const open = new Set<ServerResponse>();
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url!, upstream);
    const isStream = url.pathname.endsWith('/stream');
    const live = url.searchParams.get('live') ?? 'catch-up';
    if (isStream) asked.push(live);
    const forwarded = request(url, { method: incoming.method, headers: headersFor(incoming, upstream) });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    forwarded.on('response', (reply) => {
      if (live !== 'sse') return passOn(reply, outgoing);
      open.add(outgoing);
      outgoing.on('close', () => open.delete(outgoing));
      passStream(reply, outgoing, proxy.streams, () => proxy.streams === 'silence');
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: Proxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    streams: 'pass',
    asked,
    cut: () => open.forEach((stream) => stream.destroy()),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/** A proxy is asked under its own name and asks under the server's. */
function headersFor({ headers }: IncomingMessage, upstream: string): IncomingMessage['headers'] {
  const { host } = new URL(upstream);
  return { ...headers, host, ...(headers.origin === undefined ? {} : { origin: upstream }) };
}

function passOn(reply: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(reply.statusCode!, reply.headers);
  reply.pipe(outgoing);
}

function passStream(
  reply: IncomingMessage,
  outgoing: ServerResponse,
  treatment: Treatment,
  isSilent: () => boolean,
): void {
  const held: Buffer[] = [];
  let passed = 0;
  reply.on('data', (chunk: Buffer) => {
    const holds = treatment === 'hold' || (treatment === 'hold-rest' && passed > 0);
    if (isSilent()) return;
    if (holds) return void held.push(chunk);
    passed += chunk.length;
    if (!outgoing.headersSent) outgoing.writeHead(reply.statusCode!, reply.headers);
    outgoing.write(chunk);
  });
  reply.on('error', () => outgoing.destroy());
  reply.on('end', () => {
    if (isSilent()) return;
    if (!outgoing.headersSent) outgoing.writeHead(reply.statusCode!, reply.headers);
    outgoing.end(Buffer.concat(held));
  });
}
