/**
 * The parts of undici that are used here. The package as a whole brings `fetch`, WebSocket, caches and mocks with it, and
 * holds 12 MB more for as long as the server runs.
 */
import type { Dispatcher } from 'undici';
import askThrough from 'undici/lib/api/api-request.js';
import errors from 'undici/lib/core/errors.js';
import Agent from 'undici/lib/dispatcher/agent.js';

export { Agent };

export const { UndiciError } = errors;

type RequestOptions = Omit<Dispatcher.RequestOptions, 'origin' | 'path' | 'method'> & {
  method?: Dispatcher.HttpMethod;
  dispatcher: Dispatcher;
};

/** As the package's `request`, for an http or https address. Throws what a network throws, and undici's errors. */
export function request(
  url: string,
  { dispatcher, method = 'GET', ...options }: RequestOptions,
): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(url);
  return askThrough.call(dispatcher, { ...options, method, origin, path: pathname + search });
}
