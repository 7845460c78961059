import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Visit } from '../visit.ts';

/** Of the contracts that are not ours, and of OpenAI's clients, which tell of themselves (`x-stainless-…`). */
const allowedHeaders = [
  'Authorization, Content-Type, Last-Event-ID, X-Inkstone-Conversation, X-Inkstone-Message-Id',
  ...[
    'Arch',
    'Helper-Method',
    'Lang',
    'OS',
    'Package-Version',
    'Retry-Count',
    'Runtime',
    'Runtime-Version',
    'Timeout',
  ].map((name) => `X-Stainless-${name}`),
].join(', ');

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
    outgoing.setHeader('access-control-allow-headers', allowedHeaders);
    outgoing.setHeader('access-control-max-age', '600');
  }
  outgoing.writeHead(204, { allow: methods.join(', ') }).end();
}
