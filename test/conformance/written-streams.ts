import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../src/protocol/connection.ts';
import { ApiError } from '../../src/protocol/errors.ts';
import { newId } from '../../src/protocol/ids.ts';
import { formatOffset } from '../../src/protocol/offset.ts';
import { serveStream } from '../../src/server/http/durable-stream.ts';
import { sourceOf } from '../../src/server/http/stream.ts';
import type { Journal } from '../../src/server/journal/journal.ts';
import type { Metrics } from '../../src/server/metrics.ts';
import type { NodeRoute, Visit } from '../../src/server/visit.ts';
import { type Format, formatFor } from './formats.ts';

/** A stream that the suite has made: its messages are in the journal as those of a person of its own. */
interface WrittenStream {
  user: string;
  contentType: string;
  format: Format;
  end: AbortController;
  offset: string;
}

interface Parts {
  journal: Journal;
  metrics: Metrics;
  clock: Clock;
}

const maxBodyBytes = 1024 * 1024;

/**
 * The write half of the protocol, as far as the suite needs it to have something to read: create, append, close, delete.
 * What is written goes through the real journal into the real store, and reading is the server's own.
 */
export function writtenStreams(parts: Parts): NodeRoute {
  const streams = new Map<string, WrittenStream>();
  return {
    path: '/v1/stream/:name',
    handle: async (incoming, outgoing, visit) => {
      const { method } = incoming;
      if (method === 'PUT') return create(parts, streams, { incoming, outgoing, visit });
      const stream = streams.get(visit.path);
      if (!stream) throw new ApiError('not_found');
      if (method === 'POST') return write(parts, stream, incoming, outgoing);
      if (method !== 'DELETE') return read(parts, stream, { incoming, outgoing, visit });
      streams.delete(visit.path);
      outgoing.writeHead(204).end();
    },
  };
}

interface Exchange {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  visit: Visit;
}

function read(
  { journal, metrics, clock }: Parts,
  { user, format, end }: WrittenStream,
  { incoming, outgoing, visit }: Exchange,
): Promise<void> {
  const source = { ...sourceOf(journal, { user }), closed: end.signal };
  return serveStream({ source, encoder: format.encoder, metrics, clock }, incoming, outgoing, visit);
}

async function create(
  { journal }: Parts,
  streams: Map<string, WrittenStream>,
  { incoming, outgoing, visit }: Exchange,
): Promise<void> {
  const contentType = incoming.headers['content-type'] ?? 'application/octet-stream';
  const known = streams.get(visit.path);
  if (known) return void outgoing.writeHead(isOfType(known, contentType) ? 200 : 409, headersOf(known)).end();
  const stream: WrittenStream = {
    user: newId(),
    contentType,
    format: formatFor(contentType),
    end: new AbortController(),
    offset: journal.offset,
  };
  streams.set(visit.path, stream);
  await append(journal, stream, stream.format.messagesOf(await bodyOf(incoming)));
  if (isToEnd(incoming)) stream.end.abort();
  outgoing.writeHead(201, { ...headersOf(stream), location: visit.ownOrigin + visit.path }).end();
}

async function write(
  { journal }: Parts,
  stream: WrittenStream,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await bodyOf(incoming);
  if (body.length > 0 || !isToEnd(incoming)) {
    const type = incoming.headers['content-type'];
    if (type === undefined) throw new ApiError('invalid_request', 'content-type: needed');
    if (stream.end.signal.aborted || !isOfType(stream, type))
      return void outgoing.writeHead(409, headersOf(stream)).end();
    const messages = stream.format.messagesOf(body);
    if (messages.length === 0) throw new ApiError('invalid_request', 'nothing in it');
    await append(journal, stream, messages);
  }
  if (isToEnd(incoming)) stream.end.abort();
  outgoing.writeHead(204, headersOf(stream)).end();
}

/** All of them in one tick, each as text of an answer of its own: text of one answer would be joined. */
async function append(journal: Journal, stream: WrittenStream, messages: string[]): Promise<void> {
  const { user } = stream;
  const ids = messages.map(() => newId());
  const waits = messages.map((text, index) =>
    journal.append(user, { type: 'text-delta', conversationId: user, answerId: ids[index]!, run: 1, text }),
  );
  await Promise.all([...waits, journal.settled()]);
  const seq = seqOf(journal, user, ids.at(-1));
  if (seq !== undefined) stream.offset = formatOffset({ epoch: journal.epoch, seq });
}

function seqOf(journal: Journal, user: string, id: string | undefined): number | undefined {
  const kept = journal.tail.read({ user }, journal.tail.keptAfter({ user }));
  if (kept === 'gone') return undefined;
  return kept.entries.findLast(({ event }) => 'answerId' in event && event.answerId === id)?.seq;
}

function headersOf({ contentType, offset, end }: WrittenStream): Record<string, string> {
  return {
    'content-type': contentType,
    'stream-next-offset': offset,
    ...(end.signal.aborted ? { 'stream-closed': 'true' } : {}),
  };
}

const isOfType = ({ contentType }: WrittenStream, given: string): boolean =>
  contentType.toLowerCase() === given.toLowerCase();

const isToEnd = ({ headers }: IncomingMessage): boolean => headers['stream-closed'] === 'true';

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBodyBytes) throw new ApiError('too_large');
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
