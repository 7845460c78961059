import type { ServerResponse } from 'node:http';
import type { NoticeCode } from '../../protocol/notice.ts';
import { formatOffset } from '../../protocol/offset.ts';
import { noticeHeaderOf, type StreamEncoder, type StreamParts } from './durable-stream.ts';
import { cursorAfter, currentCursor } from './stream-cursor.ts';
import type { StreamRequest } from './stream-request.ts';

const heartbeatMs = 15_000;
/**
 * A line ends by itself, and its reader opens it again at once where it was. That is how a reader who has vanished is
 * noticed, also behind something that goes on acknowledging what it can no longer deliver: only a living one comes again.
 * The kernel's keep-alive would not do: it waits while a heartbeat is unacknowledged, and that is sent again for minutes.
 */
const life = { leastMs: 30_000, spreadMs: 10_000 };
/** What a line that ends still had to say is let go of when nobody takes it. */
const lastWordsMs = 5_000;
/** Who lets this much wait is dropped, and reads on from its offset when it is back. */
const maxBufferedBytes = 256 * 1024;
/** What is read again after a break goes out in pieces of about this size, at the reader's own speed. */
const pieceChars = 64 * 1024;
const maxPauseMs = 40_000;

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** Server-sent events, until the reader is gone, the server closes, or the line has had its time. */
export async function serveSse<Item extends { seq: number }>(
  parts: Required<StreamParts<Item>>,
  outgoing: ServerResponse,
  request: StreamRequest,
  signal: AbortSignal,
): Promise<void> {
  // Before the head is written: what is gone is still a plain 410 here.
  parts.source.read(request.after);
  const line = new Line(parts, outgoing, request.cursor);
  parts.metrics.viewerOpened();
  try {
    line.open(signal);
    await line.follow(request.after);
  } finally {
    line.close();
    parts.metrics.viewerClosed();
  }
}

class Line<Item extends { seq: number }> {
  readonly #parts: Required<StreamParts<Item>>;
  readonly #outgoing: ServerResponse;
  /** The cursor that the reader came with may be ahead of everybody's. */
  readonly #leastCursor: number;
  readonly #ended = Promise.withResolvers<void>();
  readonly #end = (): void => this.#ended.resolve();
  readonly #endOfStream = (): void => {
    this.#outgoing.write(this.#encode([], { upTo: this.#parts.source.lastSeq(), upToDate: true }));
    this.#end();
  };
  /** Whoever reads `retry: 0` comes again without a wait: the server is there, only this line has had its time. */
  readonly #renew = (): void => {
    this.#outgoing.write('retry: 0\n\n');
    this.#end();
  };
  #unsubscribe: (() => void) | undefined;
  #noNotice: (() => void) | undefined;
  #life: unknown;
  #heartbeat: unknown;

  constructor(parts: Required<StreamParts<Item>>, outgoing: ServerResponse, cursor: string | null) {
    this.#parts = parts;
    this.#outgoing = outgoing;
    this.#leastCursor = cursorAfter(cursor, parts.clock.now());
  }

  open(signal: AbortSignal): void {
    if (signal.aborted) this.#end();
    signal.addEventListener('abort', this.#end);
    // No chunks: a token is then one write of bytes that all readers of a scope share. The line is never reused anyway.
    this.#outgoing.removeHeader('transfer-encoding');
    const { source, encoder } = this.#parts;
    const { linesEncoding } = encoder;
    this.#outgoing.writeHead(200, {
      ...headers,
      ...(linesEncoding ? { 'stream-sse-data-encoding': linesEncoding } : {}),
      ...noticeHeaderOf(source),
    });
    this.#outgoing.socket?.setNoDelay(true);
    this.#outgoing.write(`retry: ${1000 + Math.floor(Math.random() * 4000)}\n\n`);
    const notice = source.notice();
    if (notice) this.#tell(notice);
    this.#noNotice = source.onNotice((changed) => this.#tell(changed));
    this.#beatLater();
  }

  close(): void {
    const { clock, source } = this.#parts;
    this.#end();
    this.#unsubscribe?.();
    this.#noNotice?.();
    source.closed?.removeEventListener('abort', this.#endOfStream);
    clock.clearTimeout(this.#life);
    clock.clearTimeout(this.#heartbeat);
    this.#outgoing.end();
    if (!this.#outgoing.destroyed && this.#outgoing.writableLength > 0) this.#giveUpLater();
  }

  #giveUpLater(): void {
    const { clock } = this.#parts;
    const timer = clock.setTimeout(() => this.#outgoing.destroy(), lastWordsMs);
    this.#outgoing.once('close', () => clock.clearTimeout(timer));
  }

  /** First what the reader missed, at its own speed, then everything as it happens. */
  async follow(after: number): Promise<void> {
    const { source, encoder } = this.#parts;
    for (let seq = after; ;) {
      const { entries, upTo } = source.read(seq);
      const pieces = inPieces(entries, encoder);
      if (pieces.length <= 1) {
        // In the same turn as the read: nothing can be committed in between.
        this.#unsubscribe = source.subscribe((fresh) => this.#push(fresh));
        this.#outgoing.write(this.#encode(entries, { upTo, upToDate: true }));
        if (source.closed?.aborted) return;
        source.closed?.addEventListener('abort', this.#endOfStream);
        break;
      }
      for (const piece of pieces) {
        this.#outgoing.write(this.#encode(piece, { upTo: piece.at(-1)!.seq, upToDate: false }));
        if (!(await this.#drained())) return;
      }
      seq = entries.at(-1)!.seq;
    }
    // Who is still catching up is not cut off: #drained sees whether it is there.
    this.#life = this.#parts.clock.setTimeout(this.#renew, life.leastMs + Math.random() * life.spreadMs);
    await this.#ended.promise;
  }

  #push(entries: readonly Item[]): void {
    if (this.#outgoing.writableLength > maxBufferedBytes) return this.#drop();
    // Past `ServerResponse`, which would hold each token back for the next turn, to gather what is not coming.
    (this.#outgoing.socket ?? this.#outgoing).write(this.#encodeForAll(entries));
  }

  /** Beside the items and without a place among them. Readers that do not know this type of event skip it. */
  #tell(notice: NoticeCode | null): void {
    if (this.#outgoing.writableLength > maxBufferedBytes) return this.#drop();
    this.#outgoing.write(`event: notice\ndata: ${JSON.stringify({ code: notice })}\n\n`);
  }

  #drop(): void {
    this.#parts.metrics.viewerDropped();
    this.#outgoing.destroy();
    this.#end();
  }

  #encodeForAll(entries: readonly Item[]): string {
    const place = { upTo: entries.at(-1)!.seq, upToDate: true };
    if (currentCursor(this.#parts.clock.now()) < this.#leastCursor) return this.#encode(entries, place);
    if (lastTick.entries !== entries) lastTick = { entries, text: this.#encode(entries, place) };
    return lastTick.text;
  }

  #encode(entries: readonly Item[], { upTo, upToDate }: { upTo: number; upToDate: boolean }): string {
    const { source, encoder } = this.#parts;
    const data = entries.length === 0 ? '' : `event: data\n${encoder.lines(entries)}\n`;
    const control = JSON.stringify({
      streamNextOffset: formatOffset({ epoch: source.epoch, seq: upTo }),
      ...(upToDate && source.closed?.aborted ? { streamClosed: true } : { streamCursor: this.#cursor() }),
      ...(upToDate ? { upToDate } : {}),
    });
    return `${data}event: control\ndata:${control}\n\n`;
  }

  #cursor(): string {
    return String(Math.max(currentCursor(this.#parts.clock.now()), this.#leastCursor));
  }

  /** Whether the reader has taken what was written; not if it is gone or takes nothing for too long. */
  async #drained(): Promise<boolean> {
    if (!this.#outgoing.writableNeedDrain) return !this.#outgoing.destroyed;
    const { clock } = this.#parts;
    const wait = Promise.withResolvers<boolean>();
    const onDrain = (): void => wait.resolve(true);
    this.#outgoing.once('drain', onDrain);
    const timer = clock.setTimeout(() => wait.resolve(false), maxPauseMs);
    const drained = await Promise.race([wait.promise, this.#ended.promise.then(() => false)]);
    this.#outgoing.off('drain', onDrain);
    clock.clearTimeout(timer);
    if (!drained) this.#outgoing.destroy();
    return drained;
  }

  /** A line that is silent is cut by proxies, and its reader could not tell it from a dead one. */
  #beatLater(): void {
    this.#heartbeat = this.#parts.clock.setTimeout(() => {
      if (this.#outgoing.writableLength > maxBufferedBytes) return this.#drop();
      this.#outgoing.write(':\n\n');
      this.#beatLater();
    }, heartbeatMs);
  }
}

/** All viewers of a scope get the same array of a tick, one after the other, so it is encoded once for all of them. */
let lastTick: { entries: readonly object[]; text: string } = { entries: [], text: '' };

function inPieces<Item>(entries: readonly Item[], { size }: StreamEncoder<Item>): Item[][] {
  const pieces: Item[][] = [];
  let room = 0;
  for (const entry of entries) {
    if (room <= 0) {
      pieces.push([]);
      room = pieceChars;
    }
    pieces.at(-1)!.push(entry);
    room -= size(entry);
  }
  return pieces;
}
