import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { EventLine } from './event-line.ts';
import { type Inkstone, startInkstone } from './inkstone.ts';
import { callerOf, cookieOf, script, textOf, useTutorial } from './tutorial-caller.ts';

const tutorial = useTutorial();
const { chatUrl, messagesOf, post } = tutorial;

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
    await tutorial.inkstone.send(`/api/conversations/${cookie.split('=')[1]}`, { method: 'DELETE' });
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
    await tutorial.inkstone.demo.step('turns', 2, AbortSignal.timeout(10_000));
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
    await tutorial.inkstone.demo.step('pile', 2, AbortSignal.timeout(10_000));
    await Promise.all(waiting.map((line) => line.untilEnded()));
    expect(waiting.filter((line) => textOf(line) === 'more')).toHaveLength(8);
  });
});

test('a question that was taken back on the page is not waited for, by its caller or by the next of the session', async () => {
  await using inkstone = await startInkstone({ INKSTONE_RUNNING_ANSWERS: '1' });
  const { messagesOf, post } = callerOf(inkstone);
  const cookie = cookieOf((await post(script({ text: 'zero' }))).headers);
  const other = post(script({ stepped: true, key: 'place', tokens: 1 }));
  await inkstone.demo.findRequest(({ key }) => key === 'place', AbortSignal.timeout(10_000));
  const [second, third] = ['second', 'third'].map((text) => post(script({ text }), { cookie }));
  const queued = await vi.waitFor(async () => {
    const last = (await messagesOf(cookie)).at(-1)!;
    expect(last.status).toBe('queued');
    return last;
  });
  await inkstone.send(`/api/messages/${queued.parentId}/withdraw`, { method: 'POST' });
  expect(await second).toMatchObject({ status: 404 });
  await inkstone.demo.step('place', 2, AbortSignal.timeout(10_000));
  expect((await third!).json()).toEqual({ response: 'third' });
  expect(await messagesOf(cookie)).toHaveLength(4);
  await other;
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
