import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { ApiError } from '../../protocol/errors.ts';
import { imageTypes } from '../../protocol/images.ts';
import { imageOf, startsAsImage } from './image-kind.ts';
import type { Network } from './network.ts';
import { openPublic } from './open.ts';
import { bareHost, publicUrl } from './public-url.ts';

const limits = { ms: 15_000, bytes: 10 * 1024 * 1024, redirects: 3, pixels: 50_000_000, headBytes: 12 };

/** Nothing tells who asks: no cookie, no referrer, no language. */
const headers = {
  accept: imageTypes.join(', '),
  'accept-encoding': 'identity',
  'user-agent': 'Inkstone',
  connection: 'close',
};

export interface Wanted {
  readonly url: string;
  /** The hosts that a person has allowed. Others are not asked, wherever those send on to. */
  readonly hosts: readonly string[];
}

/**
 * The one way to what an answer names: an image of the public internet, known by its bytes, whatever its host calls it.
 * Throws `address_refused`, `host_unreachable`, `host_elsewhere` (`detail`: which), `image_too_large`, `image_unreadable`,
 * and the reason of `signal`.
 */
export async function fetchImage(wanted: Wanted, network: Network, signal: AbortSignal): Promise<Blob> {
  const late = AbortSignal.timeout(limits.ms);
  try {
    return imageIn(await bytesAt(wanted, network, AbortSignal.any([signal, late])));
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof ApiError) throw cause;
    // Whatever else happens on the way is the other side's doing: silence, half a reply, no HTTP.
    throw new ApiError('host_unreachable', late.aborted ? 'timeout' : undefined, { cause });
  }
}

async function bytesAt({ url, hosts }: Wanted, network: Network, signal: AbortSignal): Promise<Buffer> {
  let place = allowed(publicUrl(url), hosts);
  for (let redirects = 0; redirects <= limits.redirects; redirects++) {
    const reply = await ask(place, network, signal);
    try {
      const next = redirectOf(reply);
      if (next === null) return await bodyOf(reply);
      place = allowed(publicUrl(next, place), hosts);
    } finally {
      reply.destroy();
    }
  }
  throw new ApiError('host_unreachable', 'redirects');
}

function allowed(url: URL, hosts: readonly string[]): URL {
  if (!hosts.includes(url.host)) throw new ApiError('host_elsewhere', url.host);
  return url;
}

async function ask(url: URL, network: Network, signal: AbortSignal): Promise<IncomingMessage> {
  const socket = await openPublic(bareHost(url.hostname), network, signal);
  const outgoing = request(url, { createConnection: () => socket, defaultPort: 443, headers, signal });
  outgoing.end();
  const [reply] = (await once(outgoing, 'response')) as [IncomingMessage];
  // What goes wrong later reaches whoever reads the reply.
  outgoing.on('error', () => socket.destroy());
  return reply;
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  return [301, 302, 303, 307, 308].includes(statusCode) ? (headers.location ?? '') : null;
}

async function bodyOf(reply: IncomingMessage): Promise<Buffer> {
  if (reply.statusCode !== 200) throw new ApiError('host_unreachable', `HTTP ${reply.statusCode}`);
  // A few bytes could stand for gigabytes.
  if ((reply.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new ApiError('image_unreadable');
  if (Number(reply.headers['content-length'] ?? 0) > limits.bytes) throw new ApiError('image_too_large');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    const before = bytes;
    bytes += chunk.length;
    if (bytes > limits.bytes) throw new ApiError('image_too_large');
    if (before < limits.headBytes && bytes >= limits.headBytes && !startsAsImage(Buffer.concat(chunks)))
      throw new ApiError('image_unreadable');
  }
  if (!reply.complete) throw new ApiError('host_unreachable');
  return Buffer.concat(chunks);
}

/** A small file can be an image of more pixels than a device has memory for. */
function imageIn(bytes: Buffer): Blob {
  const image = imageOf(bytes);
  if (!image) throw new ApiError('image_unreadable');
  if (image.width * image.height > limits.pixels) throw new ApiError('image_too_large');
  return new Blob([bytes as Buffer<ArrayBuffer>], { type: image.type });
}
