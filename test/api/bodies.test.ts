import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { type Inkstone, type Reply, startInkstone } from './inkstone.ts';

let inkstone: Inkstone;

beforeAll(async () => {
  inkstone = await startInkstone();
});
afterAll(() => inkstone[Symbol.asyncDispose]());

/** The two kinds of handlers that read a body. */
const paths = ['/api/conversations', '/chat'];
const json = { 'content-type': 'application/json' };

function post(
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = json,
): Promise<Reply> {
  return inkstone.send(path, { method: 'POST', headers, body });
}

function codeOf(reply: Reply): string {
  expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  return (reply.json() as { code: string }).code;
}

function* endless(): Generator<string> {
  for (;;) yield `10000\r\n${'a'.repeat(0x10000)}\r\n`;
}

describe.each(paths)('what is sent to %s', (path) => {
  test.each(['', '{', '{"message":}', 'message=hello', '{"message":"a"} x', "{'message':'a'}"])(
    'and is no JSON is refused: %j',
    async (body) => {
      const reply = await post(path, body);
      expect(reply.status).toBe(400);
      expect(codeOf(reply)).toBe('invalid_json');
    },
  );

  test('and is no UTF-8 is refused', async () => {
    expect(codeOf(await post(path, Buffer.from([0x7b, 0xff, 0x7d])))).toBe('invalid_json');
  });

  test.each(['null', '[]', '"text"', '7', '{"title":7,"message":7}'])(
    'and is other JSON is refused: %s',
    async (body) => {
      const reply = await post(path, body);
      expect(reply.status).toBe(400);
      expect(codeOf(reply)).toBe('invalid_request');
    },
  );

  test.each<Record<string, string>>([
    {},
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data; boundary=x' },
    { 'content-type': 'application/jsonp' },
    { 'content-type': 'application/json; charset=gbk' },
  ])('and does not say that it is JSON is refused: %j', async (headers) => {
    const reply = await post(path, '{"message":"a"}', headers);
    expect(reply.status).toBe(415);
    expect(codeOf(reply)).toBe('unsupported_media_type');
  });

  test('and is a paste of 5 MB is refused, and the line stays good', async () => {
    const reply = await post(path, JSON.stringify({ message: 'a'.repeat(5 * 1024 * 1024) }));
    expect(reply.status).toBe(413);
    expect(codeOf(reply)).toBe('too_large');
    expect((await inkstone.send('/healthz')).status).toBe(200);
  });

  test('and is too large without saying so before is refused', async () => {
    const reply = await post(path, JSON.stringify({ message: 'a'.repeat(2 * 1024 * 1024) }), {
      ...json,
      'transfer-encoding': 'chunked',
    });
    expect(codeOf(reply)).toBe('too_large');
  });

  test('and is nested without end is refused', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(codeOf(await post(path, deep))).toBe('invalid_json');
    expect(codeOf(await post(path, `{"message":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`))).toBe(
      'invalid_json',
    );
  });

  test('and has more keys than any request needs is refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`k${index}`, 1]));
    expect(codeOf(await post(path, JSON.stringify(many)))).toBe('invalid_json');
  });

  test('and has more values than any request needs is refused', async () => {
    expect(codeOf(await post(path, `{"message":[${'{},'.repeat(10_000)}1]}`))).toBe('invalid_json');
  });

  test('and never ends is cut off, with a reply', async () => {
    const socket = connect(inkstone.port, '127.0.0.1');
    let received = '';
    socket.on('data', (bytes) => (received += bytes.toString()));
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${inkstone.port}\r\nContent-Type: application/json\r\n` +
        'Transfer-Encoding: chunked\r\n\r\n',
    );
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await pipeline(endless, socket).catch(() => undefined);
    await closed;
    expect(received).toContain('HTTP/1.1 413');
  });
});

test('a text with half a character is taken, and stored as what can be stored', async () => {
  const reply = await post('/api/conversations', '{"title":"a\\ud83d b\\u0000"}');
  expect(reply.status).toBe(201);
  const { conversation } = reply.json() as { conversation: { id: string; title: string } };
  expect(conversation.title).toBe('a\uFFFD b\uFFFD');
  const read = await inkstone.send(`/api/conversations/${conversation.id}`);
  expect(read.json()).toMatchObject({ conversation: { title: 'a\uFFFD b\uFFFD' } });
});

test('an unknown field is refused by name, so that a slip of the pen is seen', async () => {
  const reply = await post('/api/conversations', '{"titel":"a"}');
  expect(codeOf(reply)).toBe('invalid_request');
  expect(reply.text).toContain('titel');
});

test('what is wrong is told in a few words, however much is wrong', async () => {
  const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field-${index}`, 1]));
  const reply = await post('/api/conversations', JSON.stringify(unknown));
  expect(codeOf(reply)).toBe('invalid_request');
  expect(reply.text.length).toBeLessThan(1_000);
});

test('a question over 256 KiB is refused, and one just below is taken whole', async () => {
  const path = `/api/conversations/${newId()}/messages`;
  const question = (text: string): string => JSON.stringify({ id: newId(), parentId: null, text });
  expect(codeOf(await post(path, question('字'.repeat(90_000))))).toBe('invalid_request');
  const text = '字'.repeat(87_000);
  const reply = await post(path, question(text));
  expect(reply.status).toBe(202);
  expect(reply.json()).toMatchObject({ message: { parts: [{ type: 'text', text }] } });
});

test.each(['', '   ', '\n\t', '　'])('an empty question is refused: %j', async (text) => {
  const path = `/api/conversations/${newId()}/messages`;
  expect(codeOf(await post(path, JSON.stringify({ id: newId(), parentId: null, text })))).toBe(
    'invalid_request',
  );
});

test('what is no HTTP is answered and cut off', async () => {
  const socket = connect(inkstone.port, '127.0.0.1');
  let received = '';
  socket.on('data', (bytes) => (received += bytes.toString()));
  socket.write('hello\r\n\r\n');
  await new Promise((resolve) => socket.once('close', resolve));
  expect(received).toMatch(/^HTTP\/1.1 400 /);
});
