import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import type { Caller } from '../../../src/protocol/client.ts';

/** Calls a server by its own name, over a connection to another port: the server lets nobody in who asks for another. */
export function detour(origin: string, port: number): Caller & Disposable {
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = () => connect(port, '127.0.0.1');
  const through = (url: string, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { method = 'GET', signal, body } = init;
      const headers = Object.fromEntries(new Headers(init.headers));
      request(url, { agent, method, headers, ...(signal ? { signal } : {}) })
        .on('response', (reply) => resolve(responseOf(reply)))
        .on('error', reject)
        .end(body);
    });
  return {
    origin,
    fetch: through as typeof fetch,
    [Symbol.dispose]: () => agent.destroy(),
  };
}

function responseOf(reply: IncomingMessage): Response {
  const headers = Object.entries(reply.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new Response(Readable.toWeb(reply) as ReadableStream, { status: reply.statusCode ?? 0, headers });
}
