import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../../protocol/errors.ts';
import type { Visit } from '../visit.ts';

/** What is known of a request before any of it is believed. */
export interface Arrival {
  method: string;
  /** The request target: path and query as they came. */
  url: string;
  headers: IncomingHttpHeaders;
  /** The address at the other end of the connection. */
  remote: string | undefined;
}

/** Where we are, and who else may use us. */
export interface Door {
  /** The name or address that we listen on. */
  host: string;
  port: number;
  /** Sites whose pages may use the contracts that are not ours (`/chat`, `/v1`). They never reach `/api`. */
  allowedOrigins: readonly string[];
}

/** Whose request it is, and from where. */
export type Admitted = Pick<Visit, 'user' | 'path' | 'query' | 'ownOrigin' | 'allowedOrigin'>;

const maxUrlLength = 8 * 1024;
const methods = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);
const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The one door: every request passes here, whichever handler it is for. Throws an `ApiError` for what is not let in.
 *
 * On loopback there is no sign-in, so whoever can make this machine's browser send a request would be the person:
 * a foreign `Host` is a name that somebody else made point here, a foreign `Origin` is another site's page.
 */
export function admit({ method, url, headers, remote }: Arrival, door: Door): Admitted {
  if (!methods.has(method)) throw new ApiError('method_not_allowed');
  if (!url.startsWith('/')) throw new ApiError('invalid_request', 'the request target must be a path');
  if (url.length > maxUrlLength)
    throw new ApiError('too_large', `the limit of an address is ${maxUrlLength / 1024} KiB`);
  const host = headers.host?.toLowerCase() ?? '';
  if (!isLoopback(remote) || !ownHosts(door).includes(host)) throw new ApiError('forbidden_host');
  const [path = '', search = ''] = splitOnce(url, '?');
  const ownOrigin = `http://${host}`;
  const allowedOrigin = allowedOriginOf(path, headers.origin, door);
  if (startsWork(method, path) && allowedOrigin === null) refuseForeign(headers, ownOrigin);
  return { user: 'local', path, query: new URLSearchParams(search), ownOrigin, allowedOrigin };
}

function isLoopback(remote: string | undefined): boolean {
  return remote !== undefined && /^(::ffff:)?127\.|^::1$/.test(remote);
}

function ownHosts({ host, port }: Door): string[] {
  const names = ['localhost', '127.0.0.1', '[::1]', host.includes(':') ? `[${host}]` : host];
  return names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
}

function allowedOriginOf(path: string, origin: string | undefined, { allowedOrigins }: Door): string | null {
  const shared = path === '/chat' || path.startsWith('/v1/');
  return shared && origin !== undefined && allowedOrigins.includes(origin) ? origin : null;
}

/** `GET /chat` is the one `GET` that starts work: an `EventSource` can send no other method. */
function startsWork(method: string, path: string): boolean {
  return !readingMethods.has(method) || (method === 'GET' && path === '/chat');
}

/** A request with neither header comes from no browser: curl, the stock clients and the command line pass. */
function refuseForeign(headers: IncomingHttpHeaders, ownOrigin: string): void {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new ApiError('forbidden_origin');
  if (origin !== undefined && origin !== ownOrigin) throw new ApiError('forbidden_origin');
}

function splitOnce(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator);
  return index === -1 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
