type Json = Record<string, unknown>;

const description = `Durable Streams (read half, JSON mode): https://github.com/durable-streams/durable-streams
Without \`live\`: what is kept after the offset, as one array. \`live=long-poll\` waits up to 20 s for more;
\`live=sse\` stays open: \`event: data\` with an array, then \`event: control\` with \`streamNextOffset\`.`;

const parameters = [
  {
    name: 'offset',
    in: 'query',
    description: 'Where to read on: an offset that the server gave, `now`, or `-1` for all that is kept.',
    schema: { type: 'string' },
  },
  { name: 'live', in: 'query', schema: { enum: ['sse', 'long-poll'] } },
  { name: 'cursor', in: 'query', description: 'The last `Stream-Cursor`.', schema: { type: 'string' } },
];

const events = { type: 'array', items: { $ref: '#/components/schemas/Event' } };

const responses = {
  200: {
    description: 'Events in the order of their `seq`.',
    headers: {
      'Stream-Next-Offset': { description: 'Where to read on.', schema: { type: 'string' } },
      'Stream-Up-To-Date': { description: '`true`: there was nothing more.', schema: { const: 'true' } },
    },
    content: { 'application/json': { schema: events }, 'text/event-stream': { schema: { type: 'string' } } },
  },
  204: { description: 'Nothing happened while waiting (`live=long-poll`).' },
  304: { description: 'Nothing has changed (`If-None-Match`).' },
  '4XX': { $ref: '#/components/responses/Problem' },
  '5XX': { $ref: '#/components/responses/Problem' },
};

/** The two streams, which are no endpoints of one request and one reply. */
export function streamPaths(): Record<string, Json> {
  const conversationId = { name: 'conversationId', in: 'path', required: true, schema: { type: 'string' } };
  return {
    '/api/stream': {
      get: {
        operationId: 'personStream',
        summary: 'Everything that happens.',
        description,
        parameters,
        responses,
      },
    },
    '/api/conversations/{conversationId}/stream': {
      get: {
        operationId: 'conversationStream',
        summary: 'What happens in one conversation, at the same offsets.',
        description,
        parameters: [conversationId, ...parameters],
        responses,
      },
    },
  };
}
