// The relay with the public `resumable-stream` around it, as its page shows. In place of Redis it has a Map and an
// EventEmitter in this process, which cost less than any network. What it keeps is in memory, and gone with the process.
import { EventEmitter } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import OpenAI from 'openai';
import { createResumableStreamContext, type Publisher, type Subscriber } from 'resumable-stream/generic';
import { answerParent } from './child.ts';
import type { PipeCalls } from './pipe.ts';

const client = new OpenAI({ apiKey: 'sk-bench', baseURL: process.env['BENCH_UPSTREAM']! });
const channels = new EventEmitter().setMaxListeners(0);
const values = new Map<string, string | number>();

const publisher: Publisher = {
  connect: async () => undefined,
  publish: async (channel, message) => Number(channels.emit(channel, message)),
  set: async (key, value) => {
    values.set(key, value);
    return 'OK';
  },
  get: async (key) => values.get(key) ?? null,
  incr: async (key) => {
    const next = Number(values.get(key) ?? 0) + 1;
    values.set(key, next);
    return next;
  },
};

const subscriber: Subscriber = {
  connect: async () => undefined,
  subscribe: async (channel, onMessage) => void channels.on(channel, onMessage),
  unsubscribe: async (channel) => void channels.removeAllListeners(channel),
};

const streams = createResumableStreamContext({ waitUntil: null, publisher, subscriber });
let answers = 0;

const server = createServer((_incoming, outgoing) => {
  relay(outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
});

async function relay(outgoing: ServerResponse): Promise<void> {
  const messages = [{ role: 'user' as const, content: 'Question' }];
  const chunks = await client.chat.completions.create({ model: 'bench', messages, stream: true });
  const stream = await streams.createNewResumableStream(`answer-${++answers}`, () => asEvents(chunks));
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
  // The page's type of a stream and Node's differ in what they say of byte readers.
  await pipeline(Readable.fromWeb(stream as NodeStream<string>), outgoing);
}

function asEvents(chunks: AsyncIterable<OpenAI.ChatCompletionChunk>): ReadableStream<string> {
  return new ReadableStream({
    async start(controller) {
      for await (const chunk of chunks) controller.enqueue(`data: ${JSON.stringify(chunk)}\n\n`);
      controller.close();
    },
  });
}

server.listen(0, '127.0.0.1', () =>
  answerParent<PipeCalls>(
    { address: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    () => server.closeAllConnections(),
  ),
);
