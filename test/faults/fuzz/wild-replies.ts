import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Random } from '../rig/random.ts';
import { withOddPart } from './odd-values.ts';
import type { WildReply } from './wild-model.ts';

/** What a model server could say that is none, is broken, or means harm. */
export function wildReply(random: Random): WildReply {
  const { headers, body } = packed(bodyOf(random), random);
  const { headers: framing, bytes } = framed(body, random);
  const lines = [
    random.isOneIn(4) ? random.pick(statusLines) : 'HTTP/1.1 200 OK',
    `Content-Type: ${random.isOneIn(4) ? random.pick(contentTypes) : 'text/event-stream'}`,
    ...headers,
    ...framing,
    ...(random.isOneIn(5) ? random.pick(oddHeaders)() : []),
  ];
  const whole = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
  const cut = random.isOneIn(5) ? whole.subarray(0, random.below(whole.length)) : whole;
  const what = `${lines.join('\n').slice(0, 400)}\n\n${body.toString('latin1').slice(0, 900)}`;
  return { what, pieces: [cut], ends: random.isOneIn(6) ? 'reset' : 'end' };
}

const statusLines: readonly string[] = [
  'HTTP/1.1 999 ?',
  'HTTP/1.1 204 No Content',
  'HTTP/1.1 304 Not Modified',
  'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/v1',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade',
  `${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(500)}HTTP/1.1 200 OK`,
  'HTTP/1.1 400 Bad Request',
  'HTTP/1.1 401 Unauthorized',
  'HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1e99',
  'HTTP/1.1 429 Too Many Requests\r\nRetry-After: -5',
  'HTTP/1.1 503 Unavailable\r\nRetry-After: Thu, 01 Jan 1970 00:00:00 GMT',
  'HTTP/2 200',
  'ICY 200 OK',
  'SSH-2.0-OpenSSH_9.9',
  '\x16\x03\x01\x02',
  '',
];

const contentTypes: readonly string[] = [
  'application/json',
  'text/html',
  'text/plain; charset=utf-16',
  'text/event-stream; charset=gbk',
  'image/png',
  '',
  ';;;',
];

const oddHeaders: readonly (() => string[])[] = [
  () => Array.from({ length: 3_000 }, (_, index) => `X-${index}: ${'y'.repeat(50)}`),
  () => [`X: ${'y'.repeat(2_000_000)}`],
  () => ['X: a\0b'],
  () => ['X : y', ': z', 'no colon at all'],
  () => ['Content-Length: 5', 'Content-Length: 7'],
  () => ['Content-Type: application/json', 'Content-Type: text/event-stream'],
  () => ['Connection: close, keep-alive, upgrade', 'Keep-Alive: timeout=99999999999'],
  () => ['X-Request-Id: \u00ff\u00fe', 'Retry-After-Ms: NaN'],
];

function packed(body: Buffer, random: Random): { headers: string[]; body: Buffer } {
  if (!random.isOneIn(10)) return { headers: [], body };
  return random.pick([
    () => ({ headers: ['Content-Encoding: gzip'], body: gzipSync(body) }),
    () => ({ headers: ['Content-Encoding: gzip'], body: bombs().gzip }),
    () => ({ headers: ['Content-Encoding: br'], body: bombs().brotli }),
    () => ({ headers: ['Content-Encoding: gzip, gzip'], body: gzipSync(gzipSync(body)) }),
    () => ({ headers: ['Content-Encoding: zstd'], body }),
  ])();
}

let made: { gzip: Buffer; brotli: Buffer } | undefined;

/** A few kilobytes that become 64 MB. */
function bombs(): { gzip: Buffer; brotli: Buffer } {
  const zeros = Buffer.alloc(64 * 1024 * 1024);
  made ??= {
    gzip: gzipSync(zeros, { level: 1 }),
    brotli: brotliCompressSync(zeros.subarray(0, 8 * 1024 * 1024)),
  };
  return made;
}

function framed(body: Buffer, random: Random): { headers: string[]; bytes: Buffer } {
  const chunked = 'Transfer-Encoding: chunked';
  const [size] = [body.length.toString(16)];
  return random.pick([
    () => ({ headers: [], bytes: body }),
    () => ({ headers: [`Content-Length: ${body.length}`], bytes: body }),
    () => ({ headers: [`Content-Length: ${body.length + random.pick([-3, 7, 1e15])}`], bytes: body }),
    () => ({
      headers: [chunked],
      bytes: Buffer.concat([Buffer.from(`${size}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]),
    }),
    () => ({
      headers: [chunked],
      bytes: Buffer.concat([Buffer.from(`${size}1\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]),
    }),
    () => ({
      headers: [chunked],
      bytes: Buffer.concat([
        Buffer.from(random.pick(['zz\r\n', '-1\r\n', 'ffffffffffffffffff\r\n', '\r\n'])),
        body,
      ]),
    }),
  ])();
}

function bodyOf(random: Random): Buffer {
  const events = Array.from({ length: 1 + random.below(6) }, () => eventText(random));
  const end = random.isOneIn(3) ? '' : 'data: [DONE]\n\n';
  return Buffer.from(`${events.join('')}${end}`);
}

function eventText(random: Random): string {
  const json = asJson(random.isOneIn(3) ? plainChunk(random) : withOddPart(plainChunk(random), random));
  return random.pick([
    `data: ${json}\n\n`,
    `data: ${json}\n\n`,
    `data: ${withOddNumber(json, random)}\n\n`,
    `data:${json}\r\n\r\n`,
    `event: error\ndata: ${json}\n\n`,
    `id: ${'1'.repeat(random.below(500))}\nretry: 0\ndata: ${json}\n\n`,
    `data: ${json.slice(0, random.below(json.length))}\n\n`,
    `: ${json}\n\n`,
    `${json}\n`,
    `${'data: \n'.repeat(1_000)}\n`,
  ]);
}

const asJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** Numbers that JSON can write and nobody can count. */
function withOddNumber(json: string, random: Random): string {
  return json.replace(
    /:\d+/g,
    () => `:${random.pick(['1e400', '-1e400', '-7', '0.1', '9'.repeat(400), '1E-999', '"12"'])}`,
  );
}

function plainChunk(random: Random): unknown {
  const content = random.pick(['Hello ', '墨色 🖋️', '\ud800', '\0', 'x'.repeat(100_000), '', '<think>']);
  const call = {
    index: random.pick([0, 4_294_967_295, -1]),
    id: 'a',
    function: { name: 'f', arguments: '{' },
  };
  const delta = random.pick<object>([
    { content },
    { reasoning_content: content },
    { role: 'assistant', content: null },
    { tool_calls: [call, call] },
    { content: [{ type: 'text', text: content }] },
  ]);
  const usage = {
    prompt_tokens: 3,
    completion_tokens: 5,
    total_tokens: 8,
    prompt_tokens_details: { cached_tokens: 1 },
  };
  return random.pick<object>([
    { choices: [{ index: 0, delta }] },
    { choices: [{ index: 0, delta, finish_reason: 'stop' }], usage },
    { choices: [], usage },
    { choices: Array.from({ length: 500 }, () => ({ index: 1, delta })) },
    { error: { code: 429, message: content, type: null } },
    { choices: [{ message: { role: 'assistant', content }, finish_reason: 'length' }], usage },
  ]);
}
