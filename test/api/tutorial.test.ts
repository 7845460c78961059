import { connect, type Socket } from 'node:net';
import { Agent, EventSource } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Message } from '../../src/protocol/messages.ts';
import { newId } from '../../src/protocol/ids.ts';
import { EventLine } from './event-line.ts';
import { type Inkstone, startInkstone } from './inkstone.ts';

let inkstone: Inkstone;

beforeAll(async () => {
  inkstone = await startInkstone();
});
afterAll(() => inkstone[Symbol.asyncDispose]());
afterEach(() => vi.useRealTimers());

const chatUrl = (message: string): string => `${inkstone.origin}/chat?message=${encodeURIComponent(message)}`;
const script = (fields: object): string => `/script ${JSON.stringify({ rate: 0, ...fields })}`;
const cookieOf = (headers: { 'set-cookie'?: string[] }): string => headers['set-cookie']![0]!.split(';')[0]!;

async function post(message: string, headers: Record<string, string> = {}) {
  const body = JSON.stringify({ message });
  return inkstone.send('/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

/** What a page of the tutorial puts together. */
const textOf = ({ events }: EventLine): string =>
  events
    .map(({ event, data }) => (event === undefined && !/^\[(START|DONE)\]$/.test(data) ? data : ''))
    .join('');

const lastId = ({ events }: EventLine): string => events.at(-1)!.id!;
const isDone = ({ events }: EventLine): boolean => events.at(-1)?.data === '[DONE]';

async function messagesOf(cookie: string): Promise<Message[]> {
  const reply = await inkstone.send(`/api/conversations/${cookie.split('=')[1]}`);
  return (reply.json() as { messages: Message[] }).messages;
}

/** How often a model was asked, titles apart. */
const asked = (): number =>
  inkstone.demo.requests().filter(({ body }) => !JSON.stringify(body).includes('Write a title')).length;

describe('a whole reply', () => {
  test('is what the model said, and nothing more', async () => {
    const reply = await post(script({ text: 'Hello!\n[DONE]' }));
    expect(reply.status).toBe(200);
    expect(reply.json()).toEqual({ response: 'Hello!\n[DONE]' });
  });

  test('remembers what was said before in the same session, and in no other', async () => {
    const first = await post('My name is Li.');
    const cookie = cookieOf(first.headers);
    expect((await post('What is my name?', { cookie })).text).toContain('Li');
    expect((await post('What is my name?')).text).not.toMatch(/\bLi\b/);
    expect(await messagesOf(cookie)).toHaveLength(4);
  });

  test('the session’s cookie is out of reach for scripts and other sites', async () => {
    const { headers } = await post(script({ text: 'a' }));
    expect(headers['set-cookie']![0]).toMatch(
      /^inkstone_chat=[0-9a-f-]{36}; Path=\/chat; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    );
  });

  test.each(['inkstone_chat=../../etc', `inkstone_chat=${newId()}`, 'inkstone_chat=', 'other=1'])(
    'a cookie that names no conversation begins a new one: %s',
    async (cookie) => {
      const reply = await post(script({ text: 'a' }), { cookie });
      expect(reply.status).toBe(200);
      expect(cookieOf(reply.headers)).not.toBe(cookie);
    },
  );

  test('after its conversation was deleted, a session begins a new one', async () => {
    const cookie = cookieOf((await post(script({ text: 'a' }))).headers);
    await inkstone.send(`/api/conversations/${cookie.split('=')[1]}`, { method: 'DELETE' });
    const reply = await post(script({ text: 'b' }), { cookie });
    expect(reply.json()).toEqual({ response: 'b' });
    expect(cookieOf(reply.headers)).not.toBe(cookie);
  });

  test('a failure of the model is a problem with a sentence', async () => {
    const reply = await post(script({ error: 'invalid_api_key' }), { 'accept-language': 'zh' });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.json()).toMatchObject({
      code: 'key_missing',
      title: expect.stringContaining('密钥') as string,
    });
  });
});

describe('a stream for EventSource', () => {
  test('is [START], the pieces, [DONE]', async () => {
    using line = await EventLine.open(chatUrl(script({ tokens: 20 })));
    expect(line.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    await line.untilEnded();
    expect(line.events[0]!.data).toBe('[START]');
    expect(isDone(line)).toBe(true);
    expect(textOf(line).trim().split(' ')).toEqual(Array.from({ length: 20 }, (_, index) => `t${index}`));
  });

  test.each([
    'a\nb\n\n\nc\n',
    'one [DONE] two [START] three',
    '[DONE]',
    '[START][DONE][DONE]\n[DONE]',
    '你好，世界！🖋️\n\n```js\nlet a = " ";\n```',
    ' a leading space,\n  and more',
    ': a comment\nid: 7\nevent: end\ndata: x',
  ])('gives the model’s text as it is: %j', async (text) => {
    for (const chunk of [0, 1]) {
      using line = await EventLine.open(chatUrl(script({ text, chunk })));
      await line.untilEnded();
      expect(textOf(line)).toBe(text);
      expect(line.events.filter(({ data }) => data.includes('[DONE]'))).toHaveLength(1);
      expect(line.events.filter(({ data }) => data.includes('[START]'))).toHaveLength(1);
    }
  });

  test('each event’s id is the answer’s, and how far its text has come', async () => {
    using line = await EventLine.open(chatUrl(script({ text: 'ab🖋️c' })));
    await line.untilEnded();
    const [answerId] = lastId(line).split(':');
    let sent = 0;
    for (const { id, data } of line.events.slice(1, -1)) {
      sent += data.length;
      expect(id).toBe(`${answerId}:${sent}`);
    }
    expect((await inkstone.send(`/api/answers/${answerId}/stop`, { method: 'POST' })).json()).toMatchObject({
      answer: { status: 'complete', parts: [{ type: 'text', text: 'ab🖋️c' }] },
    });
  });

  test('thinking is no part of the answer', async () => {
    using line = await EventLine.open(chatUrl(script({ thinking: 'secret thoughts', text: 'answer' })));
    await line.untilEnded();
    expect(textOf(line)).toBe('answer');
    expect(line.text).not.toContain('secret');
  });

  test('a failure is an error event with a sentence in the caller’s language, and then the end', async () => {
    for (const [language, word] of [
      ['zh-CN', '密钥'],
      ['en', 'key'],
    ] as const) {
      const headers = { 'accept-language': language };
      using line = await EventLine.open(chatUrl(script({ error: 'invalid_api_key' })), headers);
      await line.untilEnded();
      expect(line.status).toBe(200);
      expect(line.events.at(-1)).toMatchObject({
        event: 'error',
        data: expect.stringContaining(word) as string,
      });
      expect(line.text).not.toContain('[DONE]');
    }
  });

  test('what came before a failure stays', async () => {
    using line = await EventLine.open(chatUrl(script({ tokens: 9, cutAfter: 3 })));
    await line.untilEnded();
    expect(textOf(line)).toMatch(/^t0 t1 t2/);
    expect(line.events.at(-1)!.event).toBe('error');
  });

  test.each(['/chat', '/chat?message=', '/chat?message=%20%0A', '/chat?msg=hi'])(
    'without a message it says so: %s',
    async (path) => {
      const before = asked();
      using line = await EventLine.open(inkstone.origin + path, { 'accept-language': 'zh' });
      await line.untilEnded();
      expect(line.events).toMatchObject([
        { event: 'error', data: expect.stringContaining('没有消息') as string },
      ]);
      expect(asked()).toBe(before);
    },
  );

  test('while the model thinks, the line shows that it is alive', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    using line = await EventLine.open(chatUrl(script({ stepped: true, key: 'alive', tokens: 1 })));
    await line.until(({ events }) => events.length === 1);
    vi.advanceTimersByTime(15_000);
    await line.until(({ text }) => text.includes('\n\n:\n\n'));
    await inkstone.demo.step('alive', 2, AbortSignal.timeout(10_000));
    await line.untilEnded();
  });
});

describe('several at once', () => {
  test('two people are kept apart', async () => {
    const lines = await Promise.all(['one', 'two'].map((text) => EventLine.open(chatUrl(script({ text })))));
    await Promise.all(lines.map((line) => line.untilEnded()));
    expect(lines.map(textOf)).toEqual(['one', 'two']);
    expect(new Set(lines.map(({ headers }) => cookieOf(headers))).size).toBe(2);
  });

  test('questions of one session are answered one after the other', async () => {
    const cookie = cookieOf((await post(script({ text: 'zero' }))).headers);
    const first = await EventLine.open(chatUrl(script({ stepped: true, key: 'turns', tokens: 1 })), {
      cookie,
    });
    await first.until(({ events }) => events.length === 1);
    const second = EventLine.open(chatUrl(script({ text: 'second' })), { cookie });
    const third = post(script({ text: 'third' }), { cookie });
    await inkstone.demo.step('turns', 2, AbortSignal.timeout(10_000));
    await first.untilEnded();
    using line = await second;
    await line.untilEnded();
    expect(textOf(line)).toBe('second');
    expect((await third).json()).toEqual({ response: 'third' });
    const messages = await messagesOf(cookie);
    expect(messages).toHaveLength(8);
    messages.slice(1).forEach((message, index) => expect(message.parentId).toBe(messages[index]!.id));
  });

  test('a session that piles up questions is told to wait', async () => {
    const cookie = cookieOf((await post(script({ text: 'zero' }))).headers);
    const first = await EventLine.open(chatUrl(script({ stepped: true, key: 'pile', tokens: 1 })), {
      cookie,
    });
    await first.until(({ events }) => events.length === 1);
    const waiting = await Promise.all(
      Array.from({ length: 9 }, () => EventLine.open(chatUrl(script({ text: 'more' })), { cookie })),
    );
    const refused = await Promise.race(waiting.map((line) => line.untilEnded().then(() => line)));
    expect(refused.events.at(-1)!.event).toBe('error');
    await inkstone.demo.step('pile', 2, AbortSignal.timeout(10_000));
    await Promise.all(waiting.map((line) => line.untilEnded()));
    expect(waiting.filter((line) => textOf(line) === 'more')).toHaveLength(8);
  });
});

describe('a line that breaks', () => {
  test('the answer is written to its end with nobody listening', async () => {
    const line = await EventLine.open(chatUrl(script({ stepped: true, key: 'alone', tokens: 3 })));
    await inkstone.demo.step('alone', 1, AbortSignal.timeout(10_000));
    await line.until((seen) => textOf(seen) !== '');
    line[Symbol.dispose]();
    await inkstone.demo.step('alone', 4, AbortSignal.timeout(10_000));
    using again = await EventLine.open(chatUrl('ignored'), { 'last-event-id': lastId(line) });
    await again.untilEnded();
    expect(textOf(line) + textOf(again)).toBe('t0 t1 t2');
  });

  test('at any event, the rest comes with its id, and no work is done twice', async () => {
    using whole = await EventLine.open(chatUrl(script({ text: 'a\nb[DONE]c 你好 🖋️', chunk: 1 })));
    await whole.untilEnded();
    const before = asked();
    for (const [index, { id }] of whole.events.slice(0, -1).entries()) {
      using rest = await EventLine.open(chatUrl('anything'), { 'last-event-id': id! });
      await rest.untilEnded();
      const had = whole.events
        .slice(1, index + 1)
        .map(({ data }) => data)
        .join('');
      expect(had + textOf(rest)).toBe(textOf(whole));
      expect(isDone(rest)).toBe(true);
      expect(rest.events.some(({ data }) => data === '[START]')).toBe(false);
    }
    expect(asked()).toBe(before);
  });

  test('before anything was shown, the browser knows its place already, and gets all of it', async () => {
    using line = await EventLine.open(chatUrl(script({ text: 'whole' })));
    await line.untilEnded();
    const before = asked();
    const mark = /^id: (.*)\n\n/m.exec(line.text)![1]!;
    using again = await EventLine.open(chatUrl('anything'), { 'last-event-id': mark });
    await again.untilEnded();
    expect(again.events.map(({ data }) => data)).toEqual(['[START]', 'whole', '[DONE]']);
    expect(asked()).toBe(before);
  });

  test('after the end, and for an id that is none of ours, there is nothing, and no work starts', async () => {
    using line = await EventLine.open(chatUrl(script({ text: 'over' })));
    await line.untilEnded();
    using failed = await EventLine.open(chatUrl(script({ error: 'invalid_api_key' })));
    await failed.untilEnded();
    const before = asked();
    for (const id of [lastId(line), lastId(failed), `${newId()}:3`, 'nonsense', 'a:1:2', ':', '-1']) {
      const reply = await inkstone.send('/chat?message=again', { headers: { 'last-event-id': id } });
      expect(reply.status, id).toBe(204);
      expect(reply.text).toBe('');
    }
    expect(asked()).toBe(before);
  });
});

describe('a stock EventSource', () => {
  test('that never closes is stopped after the end, and the model was asked once', async () => {
    const before = asked();
    const source = new EventSource(chatUrl(script({ text: 'once' })));
    const data: string[] = [];
    source.onmessage = (event) => void data.push(String(event.data));
    await new Promise<void>((resolve) => {
      source.onerror = () => source.readyState === EventSource.CLOSED && resolve();
    });
    expect(data).toEqual(['[START]', 'once', '[DONE]']);
    expect(asked()).toBe(before + 1);
  });

  test('whose line is cut in the middle gets the whole answer, asked once', async () => {
    const before = asked();
    const sockets: Socket[] = [];
    const dispatcher = new Agent({
      connect(_, callback) {
        const socket = connect(inkstone.port, '127.0.0.1', () => callback(null, socket));
        sockets.push(socket);
      },
    });
    const source = new EventSource(chatUrl(script({ stepped: true, key: 'cut', tokens: 6 })), {
      node: { dispatcher },
    });
    let text = '';
    const [came, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    source.onmessage = ({ data }) => {
      if (data === '[DONE]') done.resolve();
      else if (data !== '[START]') text += String(data);
      if (text.includes('t2')) came.resolve();
    };
    await inkstone.demo.step('cut', 3, AbortSignal.timeout(10_000));
    await came.promise;
    sockets[0]!.destroy();
    await inkstone.demo.step('cut', 4, AbortSignal.timeout(10_000));
    await done.promise;
    source.close();
    await dispatcher.close();
    expect(sockets.length).toBeGreaterThan(1);
    expect(text).toBe('t0 t1 t2 t3 t4 t5');
    expect(asked()).toBe(before + 1);
  });
});

describe('a page of an allowed origin', () => {
  const origin = 'https://pages.example';
  let shared: Inkstone;
  beforeAll(async () => {
    shared = await startInkstone({ INKSTONE_ALLOWED_ORIGINS: origin });
  });
  afterAll(() => shared[Symbol.asyncDispose]());

  test('keeps its conversation although it is on another site', async () => {
    const path = `/chat?message=${encodeURIComponent(script({ text: 'one' }))}`;
    const { headers } = await shared.send(path, { headers: { origin, 'sec-fetch-site': 'cross-site' } });
    expect(headers['set-cookie']![0]).toMatch(/; HttpOnly; SameSite=None; Secure$/);
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
    });
  });
});
