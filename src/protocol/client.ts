import * as z from 'zod/mini';
import { type Endpoint, fillPath, type PathParams } from './endpoint.ts';
import { ApiError, Problem } from './errors.ts';

/** Nothing came back: the server is away, or the line is. Trying again is safe: ids make every send idempotent. */
export class UnreachableError extends Error {
  constructor(options: ErrorOptions) {
    super('the server cannot be reached', options);
    this.name = 'UnreachableError';
  }
}

export interface Caller {
  /** Where the server is, as `http://127.0.0.1:3000`; empty for the page's own. */
  origin: string;
  fetch: typeof fetch;
}

interface CallOptions<Query> {
  query?: Query | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Calls one endpoint. Throws `ApiError` with the server's code, `UnreachableError` if there was no reply,
 * and what the signal was aborted with.
 */
export async function call<Path extends string, Query, Body, Reply>(
  caller: Caller,
  endpoint: Endpoint<Path, Query, Body, Reply>,
  params: PathParams<Path>,
  body: Body,
  { query, signal }: CallOptions<Query> = {},
): Promise<Reply> {
  const url = caller.origin + fillPath(endpoint.path, params as Record<string, string>) + searchOf(query);
  const response = await reach(caller, url, {
    method: endpoint.method,
    signal: signal ?? null,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) throw await errorOf(response);
  return (await contentOf(endpoint, response, signal)) as Reply;
}

function contentOf(
  { reply, mediaTypes }: Endpoint,
  response: Response,
  signal: AbortSignal | undefined,
): Promise<unknown> | undefined {
  if (mediaTypes) return arrived(response.blob(), signal);
  return reply ? arrived(response.json(), signal) : undefined;
}

function reach(caller: Caller, url: string, init: RequestInit): Promise<Response> {
  // A page's `fetch` refuses to be called as a method of anything else.
  const { fetch } = caller;
  return arrived(fetch(url, init), init.signal);
}

/** A reply that is cut, or that is no JSON since a proxy speaks in our place, is as good as none. */
async function arrived<T>(reply: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  try {
    return await reply;
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new UnreachableError({ cause });
  }
}

function searchOf(query: unknown): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  return entries.length === 0
    ? ''
    : `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))}`;
}

/** The error that a reply stands for. A reply that is no problem of ours (a proxy's page, say) is `internal`. */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem = z.safeParse(Problem, parseJson(await arrived(response.text(), null)));
  if (!problem.success) return new ApiError('internal', `HTTP ${response.status}`);
  return new ApiError(problem.data.code, problem.data.detail);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
