// What somebody writes first: the chunks of the `openai` package, one after the other, as server-sent events. Nothing is
// kept: who reloads has lost the answer.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { answerParent } from './child.ts';
import type { PipeCalls } from './pipe.ts';

const client = new OpenAI({ apiKey: 'sk-bench', baseURL: process.env['BENCH_UPSTREAM']! });

const server = createServer((_incoming, outgoing) => {
  relay(outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
});

async function relay(outgoing: ServerResponse): Promise<void> {
  const messages = [{ role: 'user' as const, content: 'Question' }];
  const chunks = await client.chat.completions.create({ model: 'bench', messages, stream: true });
  outgoing.on('close', () => chunks.controller.abort());
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
  for await (const chunk of chunks) outgoing.write(`data: ${JSON.stringify(chunk)}\n\n`);
  outgoing.end('data: [DONE]\n\n');
}

server.listen(0, '127.0.0.1', () =>
  answerParent<PipeCalls>(
    { address: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    () => server.closeAllConnections(),
  ),
);
