import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a model server says, to the byte. */
export interface RawReply {
  status?: number;
  headers?: Record<string, string>;
  body: Iterable<Uint8Array>;
}

/** A model server that says what it is told to, however little sense that makes. */
export interface RawModel extends AsyncDisposable {
  readonly url: string;
  /** What is said to a question that contains this. */
  say(inQuestion: string, reply: RawReply): void;
}

export async function startRawModel(): Promise<RawModel> {
  const replies = new Map<string, RawReply>();
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, replies));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    say: (inQuestion, reply) => void replies.set(inQuestion, reply),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  replies: ReadonlyMap<string, RawReply>,
): Promise<void> {
  const asked = await text(incoming);
  const [, reply] = [...replies].findLast(([inQuestion]) => asked.includes(inQuestion)) ?? [];
  if (!reply) return void outgoing.writeHead(404).end('{"error":{"message":"Not here."}}');
  outgoing.writeHead(reply.status ?? 200, { 'content-type': 'text/event-stream', ...reply.headers });
  try {
    await pipeline(Readable.from(reply.body, { objectMode: false }), outgoing);
  } catch (error) {
    // Whoever asked has had enough, and has hung up.
    if (!outgoing.destroyed) throw error;
  }
}
