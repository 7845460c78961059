import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach } from 'vitest';
import type { Event } from '../../src/protocol/events.ts';
import { newId } from '../../src/protocol/ids.ts';
import { type FollowOptions, followStream, type LineStatus } from '../../src/protocol/line.ts';

const answerId = newId();
const conversationId = newId();
export const delta = (seq: number): Event => ({
  seq,
  type: 'text-delta',
  conversationId,
  answerId,
  run: 1,
  text: `t${seq} `,
});
export const offsetOf = (seq: number): string => `test-${String(seq).padStart(16, '0')}`;
export const dataFrame = (...seqs: number[]): string =>
  `event: data\ndata: ${JSON.stringify(seqs.map(delta))}\n\n`;
export const controlFrame = (seq: number): string =>
  `event: control\ndata: ${JSON.stringify({ streamNextOffset: offsetOf(seq), streamCursor: 'c', upToDate: true })}\n\n`;
export const frames = (seq: number): string => dataFrame(seq) + controlFrame(seq);

/** Time that passes when the test says so. A wait of no time at all passes by itself. */
class FakeClock {
  #now = 1_000_000;
  #timers = new Set<{ at: number; run: () => void }>();
  readonly delays: number[] = [];

  now = (): number => this.#now;
  setTimeout = (run: () => void, delayMs: number): unknown => {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.add(timer);
    this.delays.push(delayMs);
    if (delayMs === 0) setImmediate(() => this.advance(0));
    return timer;
  };
  clearTimeout = (timer: unknown): void => void this.#timers.delete(timer as { at: number; run: () => void });

  advance(ms: number): void {
    this.#now += ms;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#now)) {
      this.#timers.delete(timer);
      timer.run();
    }
  }

  /** Waits until somebody waits for just so long. */
  async waitedFor(delayMs: number): Promise<void> {
    await until(() => [...this.#timers].some(({ at }) => at === this.#now + delayMs));
  }
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}

interface Ask {
  offset: string | null;
  live: string | null;
  response: ServerResponse;
  closed: boolean;
}

type Handler = (ask: Ask, index: number) => void;

const cleanups: (() => void)[] = [];

/** Ends all servers and lines there are, as the end of every test does. */
export function endAll(): void {
  for (const cleanup of cleanups.splice(0)) cleanup();
}
afterEach(endAll);

/** A server that answers its n-th request as the test says. */
export async function serve(handle: Handler): Promise<{ origin: string; asks: Ask[] }> {
  const asks: Ask[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const { searchParams } = new URL(request.url!, 'http://localhost');
    const ask = {
      offset: searchParams.get('offset'),
      live: searchParams.get('live'),
      response,
      closed: false,
    };
    response.on('close', () => (ask.closed = true));
    asks.push(ask);
    handle(ask, asks.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asks };
}

export function stream(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(text);
}

export function problem(response: ServerResponse, code: string, status: number): void {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: code, status, code, retryable: false }));
}

export function follow(origin: string, options: Partial<FollowOptions> = {}) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const seqs: number[] = [];
  const statuses: LineStatus[] = [];
  cleanups.push(() => stop.abort());
  const ended = followStream({ origin, fetch }, '/api/stream', {
    offset: offsetOf(0),
    onEvents: (events) => seqs.push(...events.map(({ seq }) => seq)),
    onStatus: (status) => statuses.push(status),
    onGone: () => Promise.reject(new Error('nothing is gone')),
    signal: stop.signal,
    clock,
    random: () => 0,
    ...options,
  });
  // Whoever looks at `ended` later still sees the failure.
  ended.catch(() => undefined);
  return { clock, stop, seqs, statuses, ended };
}
