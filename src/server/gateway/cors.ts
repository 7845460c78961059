import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Visit } from '../visit.ts';

/** Lets the page of an allowed origin read the reply, with its cookie. */
export function allowOrigin(outgoing: ServerResponse, { allowedOrigin }: Visit): void {
  outgoing.appendHeader('vary', 'Origin');
  if (allowedOrigin === null) return;
  outgoing.setHeader('access-control-allow-origin', allowedOrigin);
  outgoing.setHeader('access-control-allow-credentials', 'true');
}

/** What a browser asks before it sends JSON from another origin. Nobody else is told anything. */
export function answerPreflight(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  methods: readonly string[],
): void {
  if (outgoing.hasHeader('access-control-allow-origin')) {
    outgoing.setHeader('access-control-allow-methods', methods.join(', '));
    outgoing.setHeader('access-control-allow-headers', 'Content-Type, Last-Event-ID');
    outgoing.setHeader('access-control-max-age', '600');
  }
  outgoing.writeHead(204, { allow: methods.join(', ') }).end();
}
