import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Language } from './sentences.ts';

/** What a log line and an error reply need to know of a request. */
export interface Trace {
  requestId: string;
  language: Language;
  /** The template of the path, once it is known. */
  route: string;
}

/** One request that was let in. */
export interface Visit {
  user: string;
  path: string;
  query: URLSearchParams;
  /** What the path's template left open. */
  params: Readonly<Record<string, string>>;
  /** Our own origin as the caller wrote it. */
  ownOrigin: string;
  /** The other site's origin, if its page may read the reply. */
  allowedOrigin: string | null;
  trace: Trace;
  /** Aborted when the caller is gone or the server is closing. */
  signal: AbortSignal;
}

/**
 * A handler that writes on the Node response itself: a token costs a write there, and ten times as much through a web
 * stream. What it throws before it has written becomes a problem reply.
 */
export interface NodeRoute {
  /** As `/api/conversations/:conversationId/stream`. */
  path: string;
  handle: (incoming: IncomingMessage, outgoing: ServerResponse, visit: Visit) => Promise<void>;
}
