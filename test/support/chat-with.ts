import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  streamChat,
  type ChatEnd,
  type ChatOptions,
  type ChatRequest,
  type Delta,
} from '../../src/server/providers/chat.ts';
import type { Clock } from '../../src/server/providers/clock.ts';
import type { Provider } from '../../src/server/providers/provider.ts';

/** Time that stands still until it is told to go on. */
export class HandClock implements Clock {
  #now = 1_000_000;
  #timers = new Map<object, { at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, delayMs: number): unknown {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.set(timer, timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as object);
  }

  advance(byMs: number): void {
    this.#now += byMs;
    for (const [key, timer] of this.#timers) {
      if (timer.at > this.#now || !this.#timers.delete(key)) continue;
      timer.run();
    }
  }
}

export const ask = (model: string, text = 'hi'): ChatRequest => ({
  model,
  messages: [{ role: 'user', content: text }],
  stream: true,
  thinking: 'default',
});

export function provider(baseUrl: string): Provider {
  return { id: 'p', name: 'p', kind: 'dashscope', baseUrl, apiKey: 'sk-secret-key-1234' };
}

export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Provider> {
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return provider(await listen(server));
}

/** Something that takes connections and need not speak HTTP. */
export async function serveRaw(answer: (socket: Socket) => void): Promise<Provider> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    answer(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return provider(await listen(server));
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

type Result = { end: ChatEnd; text: string; retries: { attempt: number; waitMs: number }[] };

export async function chat(
  to: Provider,
  request: ChatRequest,
  options: Partial<ChatOptions> = {},
): Promise<Result> {
  const deltas: Delta[] = [];
  const retries: Result['retries'] = [];
  const clock = new HandClock();
  const end = await streamChat(to, request, {
    onDeltas: (some) => void deltas.push(...some),
    onWait: ({ attempt, untilMs }) => {
      // Nobody else is in the lane.
      const waitMs = untilMs! - clock.now();
      retries.push({ attempt, waitMs });
      setImmediate(() => clock.advance(waitMs));
    },
    signal: new AbortController().signal,
    clock,
    ...options,
  });
  return { end, retries, text: deltas.map((delta) => (delta.type === 'text' ? delta.text : '')).join('') };
}

export const script = (scenario: object): ChatRequest => ask(`script:${JSON.stringify(scenario)}`);
export const event = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
