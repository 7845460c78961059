import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy in front of a server, which can treat streams as badly as real ones do. */
export interface Proxy extends AsyncDisposable {
  readonly origin: string;
  /** How the streams that are asked for from now on are treated. */
  streams: Treatment;
  /** What was asked for of streams, in this order: `sse`, `long-poll`, or `catch-up` where neither was asked for. */
  readonly asked: string[];
  /** Nobody is let in: connections are broken off as they are made. */
  isAway: boolean;
  /** Cuts every stream that is open. */
  cut(): void;
  /** Says nothing more on the streams that are open now, and never tells that they are dead. */
  forget(): void;
}

/**
 * `pass`: as they come. `hold`: nothing before their end, not even the head. `hold-rest`: what comes at first and then
 * nothing before the end. `silence`: nothing ever.
 * `refuse`: as by one that knows nobody of that name. `gone`: as by a server that keeps nothing of what was missed.
 */
export type Treatment = 'pass' | 'hold' | 'hold-rest' | 'silence' | keyof typeof refusals;

const refusals = {
  refuse: { code: 'forbidden_host', status: 403 },
  gone: { code: 'offset_gone', status: 410 },
};

export async function startProxy(upstream: string): Promise<Proxy> {
  const open = new Set<Stream>();
  const server = createServer((incoming, outgoing) => {
    if (proxy.isAway) return void incoming.socket.destroy();
    const url = new URL(incoming.url!, upstream);
    const live = url.searchParams.get('live') ?? 'catch-up';
    if (url.pathname.endsWith('/stream')) proxy.asked.push(live);
    if (live === 'sse' && proxy.streams in refusals)
      return refuse(outgoing, refusals[proxy.streams as keyof typeof refusals]);
    const forwarded = request(url, { method: incoming.method, headers: headersFor(incoming, upstream) });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    forwarded.on('response', (reply) => {
      if (live !== 'sse') return passOn(reply, outgoing);
      const stream = new Stream(reply, outgoing, proxy.streams);
      open.add(stream);
      outgoing.on('close', () => open.delete(stream));
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: Proxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    streams: 'pass',
    asked: [],
    isAway: false,
    cut: () => open.forEach((stream) => stream.cut()),
    forget: () => open.forEach((stream) => (stream.treatment = 'silence')),
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

function refuse(outgoing: ServerResponse, { code, status }: { code: string; status: number }): void {
  outgoing.writeHead(status, { 'content-type': 'application/problem+json' });
  outgoing.end(JSON.stringify({ type: 'about:blank', title: code, code, status, retryable: false }));
}

function passOn(reply: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(reply.statusCode!, reply.headers);
  reply.pipe(outgoing);
}

class Stream {
  treatment: Treatment;
  readonly #reply: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #held: Buffer[] = [];
  #passed = 0;

  constructor(reply: IncomingMessage, outgoing: ServerResponse, treatment: Treatment) {
    this.#reply = reply;
    this.#outgoing = outgoing;
    this.treatment = treatment;
    reply.on('data', (chunk: Buffer) => this.#take(chunk));
    reply.on('end', () => this.#end());
    reply.on('error', () => this.cut());
  }

  cut(): void {
    this.#outgoing.destroy();
  }

  #take(chunk: Buffer): void {
    const holds = this.treatment === 'hold' || (this.treatment === 'hold-rest' && this.#passed > 0);
    if (this.treatment === 'silence') return;
    if (holds) return void this.#held.push(chunk);
    this.#passed += chunk.length;
    this.#begin();
    this.#outgoing.write(chunk);
  }

  #begin(): void {
    if (!this.#outgoing.headersSent) this.#outgoing.writeHead(this.#reply.statusCode!, this.#reply.headers);
  }

  #end(): void {
    if (this.treatment === 'silence') return;
    this.#begin();
    this.#outgoing.end(Buffer.concat(this.#held));
  }
}
