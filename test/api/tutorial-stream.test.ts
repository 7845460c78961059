import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { EventLine } from './event-line.ts';
import { isDone, lastId, script, textOf, useTutorial } from './tutorial-caller.ts';

const tutorial = useTutorial();
const { asked, chatUrl } = tutorial;

afterEach(() => vi.useRealTimers());

const api = (path: string, body: object = {}) =>
  tutorial.inkstone.send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
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
    expect(
      (await tutorial.inkstone.send(`/api/answers/${answerId}/stop`, { method: 'POST' })).json(),
    ).toMatchObject({
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
      using line = await EventLine.open(tutorial.inkstone.origin + path, { 'accept-language': 'zh' });
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
    await tutorial.inkstone.demo.step('alive', 2, AbortSignal.timeout(10_000));
    await line.untilEnded();
  });
});

describe('a line that breaks', () => {
  test('the answer is written to its end with nobody listening', async () => {
    const line = await EventLine.open(chatUrl(script({ stepped: true, key: 'alone', tokens: 3 })));
    await tutorial.inkstone.demo.step('alone', 1, AbortSignal.timeout(10_000));
    await line.until((seen) => textOf(seen) !== '');
    line[Symbol.dispose]();
    await tutorial.inkstone.demo.step('alone', 4, AbortSignal.timeout(10_000));
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

  test('after an end from which the answer went on, the rest comes whole, whatever of it is there already', async () => {
    const { demo } = tutorial.inkstone;
    const first = await EventLine.open(chatUrl(script({ stepped: true, key: 'cut', tokens: 6 })));
    await demo.step('cut', 2, AbortSignal.timeout(10_000));
    await first.until((seen) => textOf(seen).trim() === 't0 t1');
    const [answerId] = lastId(first).split(':');
    await api(`/api/answers/${answerId}/stop`);
    await first.untilEnded();
    await api(`/api/answers/${answerId}/continue`, { id: newId() });
    using again = await EventLine.open(chatUrl('anything'), { 'last-event-id': lastId(first) });
    await demo.step('cut', 7, AbortSignal.timeout(10_000));
    await again.untilEnded();
    expect(textOf(first) + textOf(again)).toBe('t0 t1 t2 t3 t4 t5');
    const events = [...first.events, ...again.events];
    for (const [index, { id }] of events.slice(0, -1).entries()) {
      using rest = await EventLine.open(chatUrl('anything'), { 'last-event-id': id! });
      await rest.untilEnded();
      const had = textOf({ events: events.slice(0, index + 1) });
      expect(had + textOf(rest), id!).toBe('t0 t1 t2 t3 t4 t5');
    }
  });

  test('after the end, and for an id that is none of ours, there is nothing, and no work starts', async () => {
    using line = await EventLine.open(chatUrl(script({ text: 'over' })));
    await line.untilEnded();
    using failed = await EventLine.open(chatUrl(script({ error: 'invalid_api_key' })));
    await failed.untilEnded();
    const before = asked();
    for (const id of [lastId(line), lastId(failed), `${newId()}:3`, 'nonsense', 'a:1:2', ':', '-1']) {
      const reply = await tutorial.inkstone.send('/chat?message=again', { headers: { 'last-event-id': id } });
      expect(reply.status, id).toBe(204);
      expect(reply.text).toBe('');
    }
    expect(asked()).toBe(before);
  });
});

/** The server's end of each line that is opened from now on. */
function lines(): Socket[] {
  const sockets: Socket[] = [];
  const opened = (message: unknown): void => {
    const { request, socket } = message as { request: IncomingMessage; socket: Socket };
    if (request.url?.startsWith('/chat')) sockets.push(socket);
  };
  subscribe('http.server.request.start', opened);
  onTestFinished(() => void unsubscribe('http.server.request.start', opened));
  return sockets;
}

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
    const sockets = lines();
    const source = new EventSource(chatUrl(script({ stepped: true, key: 'cut', tokens: 6 })));
    let text = '';
    const [came, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    source.onmessage = ({ data }) => {
      if (data === '[DONE]') done.resolve();
      else if (data !== '[START]') text += String(data);
      if (text.includes('t2')) came.resolve();
    };
    await tutorial.inkstone.demo.step('cut', 3, AbortSignal.timeout(10_000));
    await came.promise;
    sockets[0]!.destroy();
    await tutorial.inkstone.demo.step('cut', 4, AbortSignal.timeout(10_000));
    await done.promise;
    source.close();
    expect(sockets.length).toBeGreaterThan(1);
    expect(text).toBe('t0 t1 t2 t3 t4 t5');
    expect(asked()).toBe(before + 1);
  });
});
