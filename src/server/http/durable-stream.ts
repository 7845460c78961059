import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../protocol/connection.ts';
import { type NoticeCode, noticeHeader } from '../../protocol/notice.ts';
import { formatOffset } from '../../protocol/offset.ts';
import type { Metrics } from '../metrics.ts';
import type { Visit } from '../visit.ts';
import { refuseMethod } from './problem.ts';
import { cursorAfter } from './stream-cursor.ts';
import { parseStreamRequest, type StreamRequest } from './stream-request.ts';
import { serveSse } from './stream-sse.ts';

/** Where a stream's items come from, each with its place in the order. */
export interface StreamSource<Item extends { seq: number }> {
  epoch: string;
  /** The place after which everything is still kept. */
  keptAfter(): number;
  lastSeq(): number;
  /** What is kept after a place, up to the tail. Throws `offset_gone` if part of it is no longer kept, or none of it is yet. */
  read(after: number): { entries: readonly Item[]; upTo: number };
  /** From the next commit on, with nothing missed between a `read` and this in the same turn of the event loop. */
  subscribe(onEntries: (entries: readonly Item[]) => void): () => void;
  /** What is told beside the items, and whoever waits is told when it changes. */
  notice(): NoticeCode | null;
  onNotice(tell: (notice: NoticeCode | null) => void): () => void;
  /** Aborted once nothing will ever follow on what can be read. Without it there is always a next event to wait for. */
  closed?: AbortSignal;
}

/** How items are written on the wire. */
export interface StreamEncoder<Item> {
  contentType: string;
  /** As the body of a reply. */
  body(entries: readonly Item[]): string | Uint8Array;
  /** As the `data:` lines of one server-sent event. */
  lines(entries: readonly Item[]): string;
  /** How those lines are to be read, where that is not plain: `base64` for what is no text. */
  linesEncoding?: 'base64';
  /** About how much an item weighs, in characters. */
  size(entry: Item): number;
}

export interface StreamParts<Item extends { seq: number }> {
  source: StreamSource<Item>;
  encoder: StreamEncoder<Item>;
  metrics: Metrics;
  clock?: Clock;
}

const longPollMs = 20_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** The read half of the Durable Streams protocol: what was, what comes next, or all that comes. */
export async function serveStream<Item extends { seq: number }>(
  parts: StreamParts<Item>,
  { method, headers }: IncomingMessage,
  outgoing: ServerResponse,
  visit: Visit,
): Promise<void> {
  if (method === 'HEAD') return describe(parts, outgoing);
  if (method !== 'GET') refuseMethod(outgoing, ['GET', 'HEAD']);
  const { source } = parts;
  const request = parseStreamRequest(visit.query, source);
  if (request.live === 'sse')
    return serveSse({ clock: systemClock, ...parts }, outgoing, request, visit.signal);
  if (request.live === 'long-poll')
    return longPoll({ clock: systemClock, ...parts }, outgoing, request, visit.signal);
  return catchUp(parts, outgoing, request, headers['if-none-match']);
}

function describe<Item extends { seq: number }>(
  { source, encoder }: StreamParts<Item>,
  outgoing: ServerResponse,
): void {
  const headers = {
    'content-type': encoder.contentType,
    'stream-next-offset': formatOffset({ epoch: source.epoch, seq: source.lastSeq() }),
    ...closedHeader(source),
    ...noticeHeaderOf(source),
  };
  outgoing.writeHead(200, headers).end();
}

function catchUp<Item extends { seq: number }>(
  { source, encoder }: StreamParts<Item>,
  outgoing: ServerResponse,
  { after, now }: StreamRequest,
  ifNoneMatch: string | undefined,
): void {
  const { entries, upTo } = source.read(after);
  const headers = replyHeaders(source, { after, upTo, now });
  const known = ifNoneMatch?.split(',').some((etag) => etag.trim() === headers['etag']) ?? false;
  if (known) return void outgoing.writeHead(304, headers).end();
  outgoing.writeHead(200, { ...headers, 'content-type': encoder.contentType }).end(encoder.body(entries));
}

async function longPoll<Item extends { seq: number }>(
  { source, encoder, clock }: Required<StreamParts<Item>>,
  outgoing: ServerResponse,
  { after, cursor }: StreamRequest,
  signal: AbortSignal,
): Promise<void> {
  if (source.read(after).entries.length === 0) await nextEntries(source, clock, signal);
  if (outgoing.destroyed) return;
  const { entries, upTo } = source.read(after);
  const headers = {
    ...replyHeaders(source, { after, upTo, now: false }),
    'stream-cursor': String(cursorAfter(cursor, clock.now())),
  };
  if (entries.length === 0) return void outgoing.writeHead(204, headers).end();
  outgoing.writeHead(200, { ...headers, 'content-type': encoder.contentType }).end(encoder.body(entries));
}

/** Until something happens, the time is over, or nobody waits any more. */
async function nextEntries<Item extends { seq: number }>(
  source: StreamSource<Item>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unsubscribe = source.subscribe(() => resolve());
  const noNotice = source.onNotice(() => resolve());
  const timer = clock.setTimeout(resolve, longPollMs);
  const onAbort = (): void => resolve();
  const over = source.closed ? AbortSignal.any([signal, source.closed]) : signal;
  over.addEventListener('abort', onAbort);
  if (over.aborted) resolve();
  await promise;
  unsubscribe();
  noNotice();
  clock.clearTimeout(timer);
  over.removeEventListener('abort', onAbort);
}

/** A reply is whole up to the tail, so it is always up to date when it is made. */
function replyHeaders(
  source: Pick<StreamSource<never>, 'epoch' | 'closed' | 'notice'>,
  { after, upTo, now }: { after: number; upTo: number; now: boolean },
): Record<string, string> {
  return {
    'stream-next-offset': formatOffset({ epoch: source.epoch, seq: upTo }),
    'stream-up-to-date': 'true',
    ...closedHeader(source),
    ...noticeHeaderOf(source),
    ...(now ? {} : { etag: etagOf(source, after, upTo) }),
  };
}

/** An end is news too: who has everything but that must not be told that nothing has changed. */
function etagOf(
  { epoch, closed }: Pick<StreamSource<never>, 'epoch' | 'closed'>,
  after: number,
  upTo: number,
): string {
  return `"${epoch}:${after}:${upTo}${closed?.aborted ? ':closed' : ''}"`;
}

function closedHeader({ closed }: Pick<StreamSource<never>, 'closed'>): Record<string, string> {
  return closed?.aborted ? { 'stream-closed': 'true' } : {};
}

export function noticeHeaderOf({ notice }: Pick<StreamSource<never>, 'notice'>): Record<string, string> {
  const code = notice();
  return code ? { [noticeHeader]: code } : {};
}
