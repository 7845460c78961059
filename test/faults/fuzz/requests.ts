import { gzipSync } from 'node:zlib';
import { newId } from '../../../src/protocol/ids.ts';
import type { Random } from '../rig/random.ts';
import type { Shot } from './exchange.ts';
import { oddText, withOddPart } from './odd-values.ts';
import type { Target, Targets } from './targets.ts';

/** A request that is still in parts, so that any of them can be made wrong. */
interface Draft {
  method: string;
  path: string;
  query: [name: string, value: string][];
  version: string;
  headers: [name: string, value: string][];
  /** `null`: none. */
  body: Buffer | null;
  /** How the body is sent. */
  framing: 'length' | 'chunks';
  /** Whether HTTP still allows it. */
  isWhole: boolean;
  leaves: Shot['leaves'];
}

export interface Surroundings {
  random: Random;
  targets: Targets;
  port: number;
  /** Ids of what exists. */
  ids: readonly string[];
}

/** A request at some route with up to three things about it that are odd, or wrong. */
export function nextShot(around: Surroundings): Shot {
  const { random, targets } = around;
  if (random.isOneIn(25)) return garbage(random);
  const target = random.pick(targets.all);
  const draft = draftOf(target, around);
  for (let count = random.below(4); count > 0; count--) random.pick(changes)(draft, around, target);
  return shotOf(draft, random);
}

function draftOf(target: Target, around: Surroundings): Draft {
  const { random, port } = around;
  const json = target.body && bodyFor(target, around);
  return {
    method: target.method,
    path: filledPath(target.path, around),
    query: target.query.filter(() => random.isOneIn(2)).map((name) => [name, queryValue(name, around)]),
    version: 'HTTP/1.1',
    headers: [
      ['Host', `127.0.0.1:${port}`],
      ['Connection', 'close'],
      ...(json === undefined ? [] : ([['Content-Type', 'application/json']] as [string, string][])),
    ],
    body: json === undefined ? null : Buffer.from(json),
    framing: 'length',
    isWhole: true,
    leaves: 'after-reply',
  };
}

function filledPath(path: string, { random, ids }: Surroundings): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'providerId') return random.pick(['openai', 'dashscope', newId()]);
    if (name === 'file')
      return random.pick(['index.js', 'package.json', '..%2f..%2fpackage.json', '%00', '.']);
    return random.isOneIn(4) ? newId() : random.pick(ids);
  });
}

function queryValue(name: string, { random, ids }: Surroundings): string {
  if (name === 'live') return random.pick(['sse', 'long-poll', 'ws', '']);
  if (name === 'offset') return random.pick(['-1', 'now', 'aaaaaaaaaaaa-0000000000000001', '0', '1e999']);
  if (name === 'limit') return random.pick(['1', '200', '201', '0', '-1', 'NaN', '1e3', ' 5']);
  return random.pick(['Hello', '', random.pick(ids), encodeURIComponent(oddText(random))]);
}

function bodyFor(target: Target, { random, targets, ids }: Surroundings): string {
  const value = targets.sample(target.body!, random, ids);
  return asJson(random.isOneIn(2) ? value : withOddPart(value, random));
}

const asJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

type Change = (draft: Draft, around: Surroundings, target: Target) => void;

const changes: readonly Change[] = [
  // What is asked for
  (draft, { random }) => {
    draft.method = random.pick([
      'GET',
      'HEAD',
      'OPTIONS',
      'PUT',
      'PATCH',
      'DELETE',
      'POST',
      'TRACE',
      'PROPFIND',
    ]);
  },
  (draft, { random }) => {
    draft.path = random.pick([
      `/${draft.path}`,
      `${draft.path}/`,
      `${draft.path}/../../etc/passwd`,
      draft.path.replaceAll('/', '%2f'),
      `/..%2f..%2f${draft.path}`,
      `/%2e%2e/%2e%2e${draft.path}`,
      `${draft.path}%00`,
      `${draft.path}%`,
      `${draft.path}%ff%c0%80`,
      `${draft.path};a=b`,
      draft.path.toUpperCase(),
      `/api/conversations/${encodeURIComponent(oddText(random))}`,
      `${draft.path}/${'a/'.repeat(2_000)}`,
      `${draft.path}#fragment`,
    ]);
  },
  (draft, { random }) => {
    const name = random.pick([
      'offset',
      'live',
      'cursor',
      'limit',
      'before',
      'message',
      'q',
      '__proto__',
      'a[b]',
    ]);
    const count = random.pick([1, 2, 100, 600]);
    for (let index = 0; index < count; index++) draft.query.push([name, String(index)]);
  },
  (draft, { random }) => {
    draft.query.push([random.pick(['x', 'offset', '%', '&&=']), 'a'.repeat(random.pick([10, 7_000, 9_000]))]);
  },
  // Who seems to ask
  (draft, { random }) => {
    const host = random.pick([
      'localhost',
      'example.com',
      '',
      '127.0.0.1:1',
      '[::1]:80',
      'a'.repeat(300),
      '127.0.0.1@x',
    ]);
    draft.headers = draft.headers.filter(([name]) => name !== 'Host');
    draft.headers.push(['Host', host]);
  },
  (draft, { random }) => {
    draft.headers.push([
      random.pick(['Origin', 'Referer', 'Sec-Fetch-Site', 'X-Forwarded-For', 'X-Forwarded-Host']),
      random.pick([
        'null',
        'http://evil.example',
        'same-origin',
        'cross-site',
        'none',
        '',
        '\u00ff\u00fe',
        'x'.repeat(900),
      ]),
    ]);
  },
  (draft, { random }) => {
    const name = random.pick([
      'Accept-Language',
      'Accept-Encoding',
      'Cookie',
      'If-None-Match',
      'Last-Event-ID',
      'Range',
      'Accept',
    ]);
    draft.headers.push([name, random.pick(oddHeaderValues)]);
  },
  (draft) => {
    for (let index = 0; index < 150; index++) draft.headers.push([`X-${index}`, 'y']);
  },
  // The body
  (draft, { random }) => {
    draft.headers = draft.headers.filter(([name]) => name !== 'Content-Type');
    draft.headers.push([
      'Content-Type',
      random.pick([
        'text/plain',
        'application/json; charset=utf-16',
        '',
        ';',
        'application/json;'.repeat(40),
      ]),
    ]);
  },
  (draft, { random }, { path }) => {
    // Not where an address could become another.
    if (!path.includes('provider')) draft.body = brokenJson(draft.body ?? Buffer.from('{}'), random);
  },
  (draft, { random }) => {
    draft.body = random.pick(wholeBodies)();
  },
  (draft) => {
    draft.headers.push(['Content-Encoding', 'gzip']);
    draft.body = gzipSync(Buffer.alloc(2_000_000));
  },
  (draft) => {
    draft.framing = 'chunks';
  },
  (draft, { random }) => {
    draft.leaves = random.pick(['at-once', 'half-closed', 'at-once']);
  },
  // What HTTP does not allow
  (draft, { random }) => {
    draft.isWhole = false;
    random.pick(breaches)(draft, random);
  },
];

const oddHeaderValues: readonly string[] = [
  '',
  ',,,;q=;;q=x',
  `${'zh;q=0.1,'.repeat(500)}en`,
  'br;q=0, gzip;q=0.0, *;q=1',
  `inkstone_chat=${'0'.repeat(36)}; inkstone_chat=x; =; ;`,
  'a=b; '.repeat(900),
  '"W/"'.repeat(800),
  `${'0'.repeat(36)}:999999999999`,
  '00000000-0000-7000-8000-000000000000:-1',
  'bytes=0-1,5-,-1,99999999999999-',
  'text/html;'.repeat(300),
  '\u0080\u00ff',
  ' '.repeat(2_000),
];

const wholeBodies: readonly (() => Buffer)[] = [
  () => Buffer.alloc(0),
  () => Buffer.alloc(1_048_576, ' '),
  () => Buffer.alloc(1_048_577, ' '),
  () => Buffer.alloc(1_500_000, '['),
  () => Buffer.from('{"a":'.repeat(100_000)),
  () => Buffer.from(`[${'{},'.repeat(200_000)}{}]`),
  () => Buffer.from(`{${'"a":1,'.repeat(60_000)}"a":1}`),
  () => Buffer.from(`"${'\\ud800'.repeat(20_000)}"`),
  () => Buffer.from(`${'9'.repeat(300_000)}`),
  () => Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
  () => Buffer.from('{"text":"\xc0\x80\xe0\x80\xaf"}', 'latin1'),
  () => Buffer.from('{"id":"a","id":"b"}'),
];

/** As a bit that was turned, a line that was cut, or an editor that was no help. */
function brokenJson(body: Buffer, random: Random): Buffer {
  const at = random.below(body.length + 1);
  const insert = random.pick(['\0', '\ud800', '"', '}', '\\u', ',', '1e', '\xff']);
  const changed = Buffer.concat([body.subarray(0, at), Buffer.from(insert, 'latin1'), body.subarray(at)]);
  if (random.isOneIn(3)) return body.subarray(0, at);
  if (random.isOneIn(2)) return changed;
  changed[random.below(changed.length)]! ^= 1 << random.below(8);
  return changed;
}

const breaches: readonly ((draft: Draft, random: Random) => void)[] = [
  (draft, random) => {
    draft.version = random.pick(['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.1 ', '', 'ICY/1.1']);
  },
  (draft, random) => {
    draft.path = random.pick([
      '*',
      'http://example.com/',
      '127.0.0.1:80',
      '',
      '/ /',
      '\\..\\',
      '/\x01',
      '/\xff',
    ]);
  },
  (draft, random) => {
    draft.method = random.pick(['get', 'FOO', 'CONNECT', 'G ET', 'QUERY', 'M-SEARCH', '']);
  },
  (draft) => {
    draft.headers = draft.headers.filter(([name]) => name !== 'Host');
  },
  (draft) => {
    draft.headers.push(['Host', 'evil.example']);
  },
  (draft, random) => {
    draft.headers.push([
      'Content-Length',
      random.pick(['-1', '0', '1e3', '99999999999999999999', '5, 6', '10']),
    ]);
  },
  (draft, random) => {
    draft.headers.push([
      'Transfer-Encoding',
      random.pick(['chunked', 'gzip, chunked', 'identity', 'chunked, chunked', 'x']),
    ]);
  },
  (draft, random) => {
    draft.headers.push(['Expect', random.pick(['100-continue', '200-ok', ''])]);
  },
  (draft, random) => {
    draft.headers.push(
      ['Connection', 'Upgrade'],
      ['Upgrade', random.pick(['websocket', 'h2c', 'TLS/1.0', ''])],
    );
  },
  (draft, random) => {
    draft.headers.push([random.pick(['A B', 'A:', '', 'A\0', '\u00e9', ' folded']), 'x']);
  },
  (draft, random) => {
    draft.headers.push(['X', random.pick(['a\0b', 'a\rb', 'a\nb', 'y'.repeat(20_000), '\x7f'])]);
  },
];

function garbage(random: Random): Shot {
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

function shotOf(draft: Draft, random: Random): Shot {
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
