import { type Caller, UnreachableError } from './client.ts';
import { type Clock, readConnection, type Reading, SilentError, type Transport } from './connection.ts';
import { ApiError } from './errors.ts';
import type { Event } from './events.ts';
import type { NoticeCode } from './notice.ts';

/** `live`: what happens arrives as it happens. `waiting`: the line is down, and is tried again soon. */
export type LineStatus = 'connecting' | 'live' | 'waiting';

export interface FollowOptions {
  /** Where to begin: the offset of the state that the events are for. */
  offset: string;
  onEvents(events: Event[]): void;
  onStatus?(status: LineStatus): void;
  /** The disk of the server takes nothing from now on; `null`: it does again. */
  onNotice?(notice: NoticeCode | null): void;
  /** What lies between the offset and now is gone: takes the state again and gives its offset. */
  onGone(): Promise<string>;
  /** Holds no connection open: asks so often what has happened. */
  askEveryMs?: number;
  signal: AbortSignal;
  clock?: Clock;
  random?: () => number;
}

/**
 * Follows a stream until the signal is aborted, however often the line breaks. Throws `ApiError` when the server will
 * never give it (it is unknown, or not ours to read). Events may come twice after a break: the fold ignores the second.
 */
export async function followStream(caller: Caller, path: string, options: FollowOptions): Promise<void> {
  await new Line(caller, path, options).follow();
}

const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

const firstDelayMs = 500;
/** Grows about as slowly as the outage does: a server that restarts within seconds has its readers back within seconds. */
const delayGrowth = 1.5;
const maxDelayMs = 30_000;
/** After so many lines in a row that fell silent, something on the way holds streams back. */
const maxSilentLines = 2;
/** How long to poll before a stream is tried again: the network may have changed. */
const pollingMs = 5 * 60_000;
/** Whatever ends sooner than this, and with nothing new, must not be asked again in a tight loop. */
const shortestQuietMs = 1_000;

class Line {
  readonly #caller: Caller;
  readonly #path: string;
  readonly #options: FollowOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  #status: LineStatus | undefined;
  #notice: NoticeCode | null | undefined;
  #offset: string;
  #cursor: string | undefined;
  #failures = 0;
  #silentLines = 0;
  #pollUntil = 0;
  /** What the server said last about coming again. */
  #retryMs: number | undefined;

  constructor(caller: Caller, path: string, options: FollowOptions) {
    this.#caller = caller;
    this.#path = path;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#offset = options.offset;
  }

  async follow(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      if (this.#status !== 'live') this.#show('connecting');
      const again = await this.#read(this.#transport());
      if (!again && !signal.aborted) await this.#backOff();
      else await this.#untilAsked();
    }
  }

  #transport(): Transport {
    if (this.#options.askEveryMs !== undefined) return 'catch-up';
    if (this.#clock.now() >= this.#pollUntil) return 'sse';
    // The first poll is answered at once, so that it is known that the server is there.
    return this.#status === 'live' ? 'long-poll' : 'catch-up';
  }

  /** Reads one connection to its end; whether the next may follow at once. */
  async #read(transport: Transport): Promise<boolean> {
    const { signal } = this.#options;
    const clock = this.#clock;
    const startedAt = clock.now();
    const place = { transport, offset: this.#offset, cursor: this.#cursor, signal, clock };
    this.#retryMs = undefined;
    try {
      for await (const reading of readConnection(this.#caller, this.#path, place)) this.#take(reading);
    } catch (error) {
      if (!signal.aborted) await this.#bear(error, transport);
      return false;
    }
    const hasMoved = this.#offset !== place.offset || clock.now() - startedAt >= shortestQuietMs;
    if (transport === 'sse') {
      this.#silentLines = 0;
      return this.#retryMs === 0 && hasMoved;
    }
    return transport === 'catch-up' || hasMoved;
  }

  #take({ events, offset, cursor, retryMs, notice }: Reading): void {
    if (this.#options.signal.aborted) return;
    // The head of a reply may come through where its body is held back: it is no sign of life.
    if (notice !== undefined) return this.#tell(notice);
    this.#failures = 0;
    this.#show('live');
    if (events && events.length > 0) this.#options.onEvents(events);
    this.#offset = offset ?? this.#offset;
    this.#cursor = cursor ?? this.#cursor;
    this.#retryMs = retryMs ?? this.#retryMs;
  }

  /** Decides what an error means: take the state again, try again, or give up by throwing it. */
  async #bear(error: unknown, transport: Transport): Promise<void> {
    if (error instanceof ApiError && error.code === 'offset_gone') return this.#takeStateAgain();
    if (!isPassing(error)) throw error;
    if (!(error.cause instanceof SilentError)) this.#silentLines = 0;
    else if (transport === 'sse') this.#countSilentLine();
    else this.#pollUntil = 0;
  }

  async #takeStateAgain(): Promise<void> {
    try {
      this.#offset = await this.#options.onGone();
      this.#cursor = undefined;
    } catch (error) {
      // Asked with the same offset, the server will say again that it is gone.
      if (!this.#options.signal.aborted && !isPassing(error)) throw error;
    }
  }

  #countSilentLine(): void {
    this.#silentLines++;
    if (this.#silentLines >= maxSilentLines) this.#pollUntil = this.#clock.now() + pollingMs;
  }

  /** Full jitter: when a server comes back, its viewers must not all come in the same moment. */
  async #backOff(): Promise<void> {
    this.#show('waiting');
    const limitMs = Math.min(maxDelayMs, firstDelayMs * delayGrowth ** this.#failures);
    this.#failures++;
    await pause(this.#random() * limitMs, this.#options.signal, this.#clock);
  }

  async #untilAsked(): Promise<void> {
    const { askEveryMs, signal } = this.#options;
    if (askEveryMs !== undefined) await pause(askEveryMs, signal, this.#clock);
  }

  #tell(notice: NoticeCode | null): void {
    if (notice === this.#notice) return;
    this.#notice = notice;
    this.#options.onNotice?.(notice);
  }

  #show(status: LineStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#options.onStatus?.(status);
  }
}

function isPassing(error: unknown): error is ApiError | UnreachableError {
  return error instanceof UnreachableError || (error instanceof ApiError && error.retryable);
}

function pause(delayMs: number, signal: AbortSignal, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.setTimeout(end, delayMs);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
