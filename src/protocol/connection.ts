import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type Caller, errorOf, UnreachableError } from './client.ts';
import type { Event } from './events.ts';
import { type NoticeCode, noticeHeader, noticeOf } from './notice.ts';

/** Time as the line sees it; tests bring their own. */
export interface Clock {
  now(): number;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** What one connection gave: events, the place after them, or only a sign that it is alive. */
export interface Reading {
  events?: Event[];
  offset?: string;
  cursor?: string;
  /** How long the server wishes its readers to wait before they come again (`retry:` of server-sent events). */
  retryMs?: number;
  /** What the server tells of its disk, at the beginning and when it changes. */
  notice?: NoticeCode | null;
}

export type Transport = 'sse' | 'long-poll' | 'catch-up';

/** The connection stayed silent for too long: something on the way holds it back, or it is dead without a word. */
export class SilentError extends Error {
  constructor() {
    super('no byte came for too long');
    this.name = 'SilentError';
  }
}

const firstByteLimitMs = 5_000;
/**
 * The server says something every 15 s, and ends a line after 30 s at the earliest. The limit lies between: what holds a
 * stream back on its way hands all of it over at the end, and would never be noticed by a more patient reader.
 */
const silenceLimitMs = 25_000;
/** A poll is answered within 20 s. */
const replyLimitMs = 40_000;
/** A bit more than the whole tail that the server keeps of a person. */
const maxFrameLength = 16 * 1024 * 1024;

interface Options {
  transport: Transport;
  offset: string;
  cursor: string | undefined;
  signal: AbortSignal;
  clock: Clock;
}

/**
 * Reads one connection to its end. Throws `ApiError` for what the server refused and `UnreachableError` for whatever
 * befell the line (its cause is a `SilentError` if nothing came).
 */
export async function* readConnection(
  caller: Caller,
  path: string,
  options: Options,
): AsyncGenerator<Reading> {
  const { transport, signal, clock } = options;
  const watchdog = new Watchdog(clock, signal);
  try {
    watchdog.expectByte(transport === 'sse' ? firstByteLimitMs : replyLimitMs);
    const response = await watchdog.guard(open(caller, path, options, watchdog.signal));
    if (!response.ok) throw await watchdog.guard(errorOf(response));
    yield { notice: noticeOf(response.headers.get(noticeHeader)) };
    yield* transport === 'sse' ? readServerSentEvents(response, watchdog) : readWhole(response, watchdog);
  } finally {
    watchdog.end();
  }
}

function open(caller: Caller, path: string, options: Options, signal: AbortSignal): Promise<Response> {
  const { transport, offset, cursor } = options;
  const query = new URLSearchParams({ offset });
  if (transport !== 'catch-up') query.set('live', transport);
  if (cursor !== undefined) query.set('cursor', cursor);
  const { fetch, origin } = caller;
  return fetch(`${origin}${path}?${query}`, { signal, cache: 'no-store' });
}

/** Cuts the connection when a byte that was expected does not come: a half-open line gives no error of its own. */
class Watchdog {
  readonly #clock: Clock;
  readonly #outer: AbortSignal;
  readonly #controller = new AbortController();
  readonly #onAbort = () => this.#controller.abort(this.#outer.reason);
  #timer: unknown;
  #silence: SilentError | undefined;

  constructor(clock: Clock, outer: AbortSignal) {
    this.#clock = clock;
    this.#outer = outer;
    if (outer.aborted) this.#onAbort();
    outer.addEventListener('abort', this.#onAbort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  expectByte(withinMs: number): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => {
      this.#silence = new SilentError();
      this.#controller.abort(this.#silence);
    }, withinMs);
  }

  byteCame(): void {
    this.expectByte(silenceLimitMs);
  }

  /** Waits for something of the network; its failures are the line's. */
  async guard<T>(wait: Promise<T>): Promise<T> {
    try {
      return await wait;
    } catch (cause) {
      throw new UnreachableError({ cause: this.#silence ?? cause });
    }
  }

  end(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#onAbort);
    this.#controller.abort();
  }
}

async function* readServerSentEvents(response: Response, watchdog: Watchdog): AsyncGenerator<Reading> {
  const messages: EventSourceMessage[] = [];
  const retries: number[] = [];
  const parser = createParser({
    maxBufferSize: maxFrameLength,
    onEvent: (message) => messages.push(message),
    onRetry: (retryMs) => retries.push(retryMs),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw new UnreachableError({ cause: error });
    },
  });
  for await (const text of chunksOf(response, watchdog)) {
    parser.feed(text);
    // Comments are the server's heartbeat: they make no message, but they are a sign of life.
    yield {};
    for (const message of messages.splice(0)) yield readingOf(message);
    for (const retryMs of retries.splice(0)) yield { retryMs };
  }
}

async function* chunksOf(response: Response, watchdog: Watchdog): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  while (reader) {
    const { done, value } = await watchdog.guard(reader.read());
    if (done) return;
    watchdog.byteCame();
    yield decoder.decode(value, { stream: true });
  }
}

function readingOf({ event, data }: EventSourceMessage): Reading {
  if (event === 'data') return { events: parse(data) as Event[] };
  if (event === 'notice') return { notice: noticeOf((parse(data) as { code?: unknown }).code) };
  if (event !== 'control') return {};
  const { streamNextOffset, streamCursor } = parse(data) as {
    streamNextOffset?: string;
    streamCursor?: string;
  };
  return place(streamNextOffset, streamCursor);
}

async function* readWhole(response: Response, watchdog: Watchdog): AsyncGenerator<Reading> {
  const text = await watchdog.guard(response.text());
  if (text !== '') yield { events: parse(text) as Event[] };
  yield place(response.headers.get('stream-next-offset'), response.headers.get('stream-cursor'));
}

function place(offset: string | null | undefined, cursor: string | null | undefined): Reading {
  return { ...(offset ? { offset } : {}), ...(cursor ? { cursor } : {}) };
}

/** What is no JSON was not written by our server: a proxy's page, or a line that was cut. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new UnreachableError({ cause });
    throw cause;
  }
}
