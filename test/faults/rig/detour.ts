import { Agent, buildConnector, fetch as fetchWith } from 'undici';
import type { Caller } from '../../../src/protocol/client.ts';

/** Calls a server by its own name, over a connection to another port: the server lets nobody in who asks for another. */
export function detour(origin: string, port: number): Caller & AsyncDisposable {
  const connect = buildConnector({});
  const dispatcher = new Agent({
    connect: (options, callback) => connect({ ...options, port: String(port) }, callback),
  });
  const through = (url: string, init?: RequestInit): unknown =>
    fetchWith(url, { ...(init as Parameters<typeof fetchWith>[1]), dispatcher });
  return {
    origin,
    fetch: through as typeof fetch,
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}
