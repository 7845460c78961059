import type { ServerResponse } from 'node:http';
import { drained } from '../drained.ts';
import { formatEvent, type TextEvent } from './event-text.ts';

const heartbeatMs = 15_000;

/** A reply that an `EventSource` reads. */
export class EventWriter {
  readonly #outgoing: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(outgoing: ServerResponse) {
    this.#outgoing = outgoing;
    outgoing.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    outgoing.write(`retry: ${1000 + Math.floor(Math.random() * 2000)}\n\n`);
    // A model may think for minutes, and proxies cut what is silent.
    this.#heartbeat = setInterval(() => outgoing.writableNeedDrain || outgoing.write(':\n\n'), heartbeatMs);
    outgoing.once('close', () => clearInterval(this.#heartbeat));
  }

  write(events: readonly TextEvent[]): void {
    if (events.length > 0) this.#outgoing.write(events.map(formatEvent).join(''));
  }

  /** Tells the reader's browser its place before there is anything to show: should the line break, it names it. */
  mark(id: string): void {
    this.#outgoing.write(`id: ${id}\n\n`);
  }

  /** Resolves when the reader can take more, or is gone. */
  drained(): Promise<void> {
    return drained(this.#outgoing);
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.#outgoing.end();
  }
}
