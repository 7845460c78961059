import type { Random } from '../rig/random.ts';
import type { Draft } from './draft.ts';
import type { Shot } from './exchange.ts';

/** What is no request at all. */
export function garbage(random: Random): Shot {
  const length = random.pick([1, 20, 300, 30_000]);
  const noise = Buffer.from(Array.from({ length }, () => random.below(256)));
  const hello = Buffer.from(
    random.pick([
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      '\x16\x03\x01',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\r\n\r\n',
      'G',
    ]),
    'latin1',
  );
  const pieces = random.isOneIn(2) ? [hello, noise] : [noise];
  return {
    what: `noise ${noise.subarray(0, 40).toString('hex')}`,
    pieces,
    method: 'GET',
    isWhole: false,
    leaves: 'half-closed',
    mayWait: true,
  };
}

/** The bytes of a request, as they are sent. */
export function shotOf(draft: Draft, random: Random): Shot {
  const head = headOf(draft);
  const body = draft.body === null ? [] : framed(draft.body, draft.framing, random);
  const all = Buffer.concat([head, ...body]);
  const isLeaving = draft.leaves !== 'after-reply';
  // Who leaves may do so before all is said.
  const sent = isLeaving && random.isOneIn(2) ? all.subarray(0, random.below(all.length)) : all;
  return {
    what: shortened(
      `${head.toString('latin1')}${body.length === 0 ? '' : Buffer.concat(body).toString('latin1')}`,
    ),
    pieces: inPieces(sent, random),
    method: draft.method,
    isWhole: draft.isWhole && !hasUnusualMethod(draft),
    leaves: draft.leaves,
    mayWait: mayWait(draft),
  };
}

const shortened = (text: string): string =>
  text.length <= 700 ? text : `${text.slice(0, 300)} … ${text.slice(-400)} (${text.length} bytes)`;

const hasUnusualMethod = ({ method }: Draft): boolean => method === 'TRACE' || method === 'PROPFIND';

/** A poll waits for what happens, the tutorial's chat for its answer, and what asks the models' servers for them. */
function mayWait({ path, query }: Draft): boolean {
  return query.some(([, value]) => value === 'long-poll') || /chat|provider|models/i.test(path);
}

function headOf({ method, path, query, version, headers, body, framing }: Draft): Buffer {
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  const length: [string, string][] =
    body === null
      ? []
      : framing === 'chunks'
        ? [['Transfer-Encoding', 'chunked']]
        : [['Content-Length', String(body.length)]];
  const lines = [
    `${method} ${path}${search && `?${search}`} ${version}`,
    ...[...headers, ...length].map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

function framed(body: Buffer, framing: Draft['framing'], random: Random): Buffer[] {
  if (framing === 'length') return [body];
  const size = random.pick([1, 1_000, 65_536]);
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length && chunks.length < 2_000; at += size) {
    const chunk = body.subarray(at, at + size);
    chunks.push(Buffer.from(`${chunk.length.toString(16)};x=y\r\n`), chunk, Buffer.from('\r\n'));
  }
  return [...chunks, Buffer.from('0\r\n\r\n')];
}

/** Cut at up to three places. */
function inPieces(bytes: Buffer, random: Random): Buffer[] {
  const cuts = Array.from({ length: random.below(4) }, () => random.below(bytes.length + 1));
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}
