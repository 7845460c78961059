// What the least costs that a server in this place can do: it hands on the model server's bytes as they are.
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from './child.ts';

export type PipeCalls = { address: { args: undefined; reply: string } };

const upstream = process.env['BENCH_UPSTREAM']!;
const agent = new Agent({ keepAlive: true });

const server = createServer((incoming, outgoing) => {
  const headers = { 'content-type': 'application/json' };
  const forwarded = request(`${upstream}/chat/completions`, { method: 'POST', headers, agent }, (reply) => {
    outgoing.writeHead(reply.statusCode ?? 502, { 'content-type': reply.headers['content-type'] });
    reply.pipe(outgoing);
  });
  incoming.pipe(forwarded);
  outgoing.on('close', () => forwarded.destroy());
});

server.listen(0, '127.0.0.1', () =>
  answerParent<PipeCalls>(
    { address: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    () => server.closeAllConnections(),
  ),
);
