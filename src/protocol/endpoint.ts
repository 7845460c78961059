import type * as z from 'zod/mini';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

type Schema<T = unknown> = z.core.$ZodType<T>;

/** One line of the contract between whoever calls and whoever answers. The OpenAPI page is made from these. */
export interface Endpoint<Path extends string = string, Query = unknown, Body = unknown, Reply = unknown> {
  readonly method: Method;
  readonly path: Path;
  readonly summary: string;
  readonly query?: Schema<Query> | undefined;
  readonly body?: Schema<Body> | undefined;
  readonly reply?: Schema<Reply> | undefined;
  /** The reply is bytes of one of these kinds, a `Blob` for whoever calls and whoever answers. */
  readonly mediaTypes?: readonly string[] | undefined;
  /** The status of a reply that succeeded: 200, or 204 where there is no `reply`, unless told otherwise. */
  readonly status: number;
}

/** `'/api/conversations/:conversationId'` → `{ conversationId: string }` */
export type PathParams<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: string } & PathParams<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : unknown;

interface Shapes<Query, Body, Reply> {
  summary: string;
  query?: Schema<Query>;
  body?: Schema<Body>;
  reply?: Schema<Reply>;
  status?: number;
}

export function endpoint<Path extends string, Query = undefined, Body = undefined, Reply = undefined>(
  method: Method,
  path: Path,
  shapes: Shapes<Query, Body, Reply>,
): Endpoint<Path, Query, Body, Reply> {
  return { method, path, ...shapes, status: shapes.status ?? (shapes.reply ? 200 : 204) };
}

/** An endpoint that replies with bytes. */
export function bytesEndpoint<Path extends string, Query = undefined, Body = undefined>(
  method: Method,
  path: Path,
  shapes: { summary: string; query?: Schema<Query>; body?: Schema<Body>; mediaTypes: readonly string[] },
): Endpoint<Path, Query, Body, Blob> {
  return { method, path, ...shapes, status: 200 };
}

/** The path with its parameters filled in. */
export function fillPath(path: string, params: Record<string, string>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}
