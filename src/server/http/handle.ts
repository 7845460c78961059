import type { IncomingMessage } from 'node:http';
import type { Context, Hono } from 'hono';
import * as z from 'zod/mini';
import type { Endpoint, PathParams } from '../../protocol/endpoint.ts';
import { ApiError } from '../../protocol/errors.ts';
import { Id } from '../../protocol/ids.ts';
import { readJson } from '../body.ts';
import type { Visit } from '../visit.ts';
import { bytesHeaders } from './headers.ts';

/** The sentences of `zod/mini` are not loaded by default; the page does without them. */
z.config(z.locales.en());

export interface AppEnv {
  Bindings: { incoming: IncomingMessage; visit: Visit };
}

export type App = Hono<AppEnv>;

export interface ApiRequest<Path extends string, Query, Body> {
  params: PathParams<Path>;
  query: Query;
  body: Body;
  user: string;
  signal: AbortSignal;
}

/** Answers one endpoint of the contract: what comes in is checked here, so that `answer` only sees what is right. */
export function handle<Path extends string, Query, Body, Reply>(
  app: App,
  endpoint: Endpoint<Path, Query, Body, Reply>,
  answer: (request: ApiRequest<Path, Query, Body>) => Promise<Reply>,
): void {
  app.on(endpoint.method, endpoint.path, async (context) => {
    const { visit, incoming } = context.env;
    visit.trace.route = endpoint.path;
    const reply = await answer({
      params: checkIds(context.req.param() as Record<string, string>) as PathParams<Path>,
      query: parse(endpoint.query, Object.fromEntries(visit.query)) as Query,
      body: (endpoint.body ? parse(endpoint.body, await readJson(incoming)) : undefined) as Body,
      user: visit.user,
      signal: visit.signal,
    });
    return respond(context, endpoint.status, reply);
  });
}

function respond(context: Context<AppEnv>, status: number, reply: unknown): Response {
  if (reply === undefined) return new Response(null, { status });
  if (reply instanceof Blob) return new Response(reply, { status, headers: bytesHeaders(reply.type) });
  return Response.json(reply, { status, headers: { 'content-type': 'application/json; charset=utf-8' } });
}

/** Nothing of ours has an id that is none, so what is asked for does not exist. */
function checkIds(params: Record<string, string>): Record<string, string> {
  for (const [name, code] of [
    ['conversationId', 'conversation_not_found'],
    ['answerId', 'answer_not_found'],
  ] as const) {
    const id = params[name];
    if (id !== undefined && !z.safeParse(Id, id).success)
      throw new ApiError(code, 'an id is a UUID in lower case');
  }
  return params;
}

function parse<T>(schema: z.core.$ZodType<T> | undefined, value: unknown): T | undefined {
  if (!schema) return undefined;
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  throw new ApiError('invalid_request', result.error.issues.slice(0, 3).map(describe).join('; '));
}

function describe({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.').slice(0, 80)}: ${message}`;
}
