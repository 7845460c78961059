import type { Random } from '../rig/random.ts';
import type { Draft } from './draft.ts';

/** What HTTP does not allow. */
export const breaches: readonly ((draft: Draft, random: Random) => void)[] = [
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
