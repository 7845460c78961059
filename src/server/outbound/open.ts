import { once } from 'node:events';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ApiError } from '../../protocol/errors.ts';
import type { Network } from './network.ts';
import { isPublicAddress } from './public-address.ts';

const limits = { addresses: 4, connectMs: 4_000 };

/**
 * An encrypted connection to a host of the public internet. The name is resolved once, every address that it has is judged,
 * and those very addresses are connected to: a name that means something else a moment later changes nothing.
 * Throws `address_refused` and `host_unreachable`.
 */
export async function openPublic(host: string, network: Network, signal: AbortSignal): Promise<TLSSocket> {
  const addresses = isIP(host) === 0 ? await resolved(host, network, signal) : [host];
  if (!addresses.every(isPublicAddress)) throw new ApiError('address_refused');
  let failure: unknown;
  for (const address of addresses.slice(0, limits.addresses)) {
    try {
      return await secured(network.connect(address, host), signal);
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  throw new ApiError('host_unreachable', undefined, { cause: failure });
}

async function resolved(host: string, network: Network, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const addresses = await unless(signal, network.resolve(host));
    if (addresses.length > 0) return addresses;
  } catch (cause) {
    signal.throwIfAborted();
    throw new ApiError('host_unreachable', undefined, { cause });
  }
  throw new ApiError('host_unreachable');
}

/** A look-up cannot be ended, but need not be waited for. */
function unless<T>(signal: AbortSignal, wait: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return Promise.race([wait, aborted.promise]).finally(() => signal.removeEventListener('abort', onAbort));
}

async function secured(socket: TLSSocket, signal: AbortSignal): Promise<TLSSocket> {
  try {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(limits.connectMs)]);
    await once(socket, 'secureConnect', { signal: soon });
    return socket;
  } catch (error) {
    // Destroyed, it may still tell of an error, to nobody.
    socket.on('error', () => undefined);
    socket.destroy();
    throw error;
  }
}
