import { gzipSync } from 'node:zlib';
import type { Random } from '../rig/random.ts';
import { breaches } from './breaches.ts';
import type { Draft, Surroundings } from './draft.ts';
import { oddText } from './odd-values.ts';
import type { Target } from './targets.ts';

type Change = (draft: Draft, around: Surroundings, target: Target) => void;

/** What can be odd about a request, or wrong. */
export const changes: readonly Change[] = [
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
