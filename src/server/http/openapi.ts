import * as z from 'zod/mini';
import * as answers from '../../protocol/answers.ts';
import * as context from '../../protocol/context.ts';
import * as conversations from '../../protocol/conversations.ts';
import type { Endpoint } from '../../protocol/endpoint.ts';
import { AnswerError, ErrorCode, Problem } from '../../protocol/errors.ts';
import { EventBody } from '../../protocol/events.ts';
import * as images from '../../protocol/images.ts';
import * as messages from '../../protocol/messages.ts';
import * as models from '../../protocol/models.ts';
import * as probe from '../../protocol/probe.ts';
import * as settings from '../../protocol/settings.ts';
import * as usage from '../../protocol/usage.ts';
import type { App } from './handle.ts';
import { streamPaths } from './openapi-streams.ts';

type Json = Record<string, unknown>;

/** The description of `/api`, made from the contract itself. */
export function openApiRoutes(app: App): void {
  let body: string | undefined;
  app.get('/api/openapi.json', (context) => {
    context.env.visit.trace.route = '/api/openapi.json';
    body ??= JSON.stringify(openApiDocument());
    return new Response(body, { headers: { 'content-type': 'application/json; charset=utf-8' } });
  });
}

export function openApiDocument(): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = streamPaths();
  for (const [name, endpoint] of Object.entries(endpoints())) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(name, endpoint, schemas) };
  }
  for (const schema of [Problem, EventBody]) schemaOf(schema, 'output', schemas);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Inkstone',
      version: '1',
      description:
        'What the page uses. A 2xx means that what was asked is durable. Ids are UUIDv7 made by the caller.',
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas, responses: { Problem: problemResponse } },
  };
}

/** Every endpoint of the contract under its name there. */
export function endpoints(): Record<string, Endpoint> {
  const modules: Json = {
    ...conversations,
    ...messages,
    ...answers,
    ...context,
    ...models,
    ...probe,
    ...settings,
    ...usage,
    ...images,
  };
  return Object.fromEntries(
    Object.entries(modules).filter((entry): entry is [string, Endpoint] => isEndpoint(entry[1])),
  );
}

function isEndpoint(value: unknown): value is Endpoint {
  return (
    typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'summary' in value
  );
}

function operation(
  operationId: string,
  { summary, path, query, body, reply, mediaTypes, status }: Endpoint,
  schemas: Json,
): Json {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...(query ? queryParameters(schemaOf(query, 'input', schemas)) : []),
  ];
  return {
    operationId,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body
      ? { requestBody: { required: true, content: jsonContent(schemaOf(body, 'input', schemas)) } }
      : {}),
    responses: {
      [status]: {
        description: 'Done.',
        ...(reply ? { content: jsonContent(schemaOf(reply, 'output', schemas)) } : {}),
        ...(mediaTypes ? { content: Object.fromEntries(mediaTypes.map((type) => [type, {}])) } : {}),
      },
      '4XX': { $ref: '#/components/responses/Problem' },
      '5XX': { $ref: '#/components/responses/Problem' },
    },
  };
}

const jsonContent = (schema: Json): Json => ({ 'application/json': { schema } });

const problemResponse = {
  description:
    'What is wrong (RFC 9457): a stable `code`, a sentence, and whether the same request may succeed later.',
  headers: { 'Retry-After': { description: 'In seconds, on 429 and 503.', schema: { type: 'integer' } } },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function queryParameters({
  properties = {},
  required = [],
}: {
  properties?: Json;
  required?: string[];
}): Json[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

/** The shapes that have a name of their own in the document. */
const names = z.registry<{ id: string }>();
names.add(conversations.Conversation, { id: 'Conversation' });
names.add(messages.Message, { id: 'Message' });
names.add(messages.Part, { id: 'Part' });
names.add(settings.Settings, { id: 'Settings' });
names.add(models.ProviderInfo, { id: 'Provider' });
names.add(models.ModelInfo, { id: 'Model' });
names.add(AnswerError, { id: 'AnswerError' });
names.add(ErrorCode, { id: 'ErrorCode' });
names.add(Problem, { id: 'Problem' });
names.add(EventBody, { id: 'Event' });

/** The JSON Schema of a shape; the named ones in it go to `schemas`. */
function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output', schemas: Json): Json {
  const made = z.toJSONSchema(schema, { io, metadata: names, unrepresentable: 'any' });
  const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/');
  const {
    $schema: _,
    $defs = {},
    id,
    ...rest
  } = JSON.parse(text) as { $schema?: string; $defs?: Json; id?: string } & Json;
  for (const [name, definition] of Object.entries($defs)) schemas[name] = withoutId(definition as Json);
  if (id === undefined) return rest;
  schemas[id] = rest;
  return { $ref: `#/components/schemas/${id}` };
}

const withoutId = ({ id: _, ...rest }: Json): Json => rest;
