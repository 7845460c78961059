import type { IncomingMessage } from 'node:http';
import { finished, type Readable } from 'node:stream';
import type { AnswerError } from '../../protocol/errors.ts';
import type { Clock } from './clock.ts';
import { ourFailure } from './failure.ts';
import { failureOfNetwork } from './network-failure.ts';
import { openReply } from './open-reply.ts';
import { plainBody } from './plain-body.ts';
import { Reading } from './reading.ts';
import { headerOf, type ReplyHead } from './reply-head.ts';
import type { Timeouts } from './timeouts.ts';
import { Watchdog } from './watchdog.ts';

export interface LineOptions {
  signal: AbortSignal;
  timeouts: Timeouts;
  clock: Clock;
}

/** What is sent to a server, whole. */
export interface Question {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** How long a server may take to hang up once all is said, before its connection is given up rather than used again. */
const hangUpMs = 1_000;

/** One request to a server and the reading of its reply: whatever breaks it, or takes too long, ends up in `broken`. */
export class Line {
  broken: AnswerError | null = null;
  readonly #options: LineOptions;
  readonly #cut = new AbortController();
  readonly #watchdog: Watchdog<AnswerError>;
  #body: Readable | null = null;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#watchdog = new Watchdog(options.clock, (late) => this.#breakOff(late));
    options.signal.addEventListener('abort', this.#stop);
  }

  async ask({ url, headers, body }: Question): Promise<ReplyHead | null> {
    const { signal, timeouts } = this.#options;
    if (signal.aborted) return null;
    this.#watchdog.expect(timeouts.firstByteMs, ourFailure('upstream_timeout'));
    try {
      const { connectMs } = timeouts;
      const question = { method: 'POST', headers, body, connectMs, signal: this.#cut.signal } as const;
      return this.#open(await openReply(url, question));
    } catch (cause) {
      this.broken ??= failureOfNetwork(cause);
      return null;
    }
  }

  /**
   * Hands each read to `take`, which says whether to go on; while a promise of it is pending, the server is not read. Resolves when nothing
   * more will be taken. (Listening costs half of what iterating does: a promise a token is most of what a token costs.)
   */
  listen(take: (bytes: Uint8Array) => boolean | Promise<boolean>): Promise<void> {
    const body = this.#body;
    if (!body) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const reading = new Reading(body, take, { resolve, reject });
    // Also for a body that broke before anybody listened, whose events are gone.
    finished(body, { writable: false }, (cause) => {
      if (cause) this.broken ??= failureOfNetwork(cause);
      reading.end();
    });
    return promise;
  }

  /** It is the server's turn; a `whole` answer waits only a little for its trailer. */
  expectMore(whole: boolean): void {
    const { gapMs, trailerMs } = this.#options.timeouts;
    if (whole) this.#watchdog.expect(Math.min(trailerMs, gapMs), ourFailure('upstream_stalled'));
    else this.#watchdog.expect(gapMs, this.#stalled);
  }

  /** It is our turn: the server is not at fault while we do not read. */
  rest(): void {
    this.#watchdog.rest();
  }

  /** All was said: lets the server hang up by itself, so that its connection can be used again. */
  leave(): void {
    const body = this.#body;
    const { clock } = this.#options;
    if (!body || body.destroyed) return;
    const timer = clock.setTimeout(() => body.destroy(), hangUpMs);
    body.once('close', () => clock.clearTimeout(timer));
    this.#body = null;
    body.resume();
  }

  /** Closes the connection, if nobody has yet. */
  [Symbol.dispose](): void {
    this.#watchdog[Symbol.dispose]();
    this.#options.signal.removeEventListener('abort', this.#stop);
    this.#body?.destroy();
  }

  #stop = (): void => this.#cut.abort();
  readonly #stalled = ourFailure('upstream_stalled');

  #open(received: IncomingMessage): ReplyHead {
    const head = { status: received.statusCode ?? 0, headers: received.headers };
    const encoding = headerOf(head, 'content-encoding');
    const body = plainBody(received, encoding);
    // Its error is told to who listens; afterwards there is nobody to tell.
    received.on('error', () => undefined);
    if (body) this.#body = body;
    else {
      this.broken = ourFailure('upstream_unreadable', { detail: `content-encoding: ${encoding}` });
      received.destroy();
    }
    return head;
  }

  #breakOff(late: AnswerError): void {
    this.broken ??= late;
    this.#cut.abort();
  }
}
