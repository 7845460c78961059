import * as z from 'zod/mini';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContextUse } from '../../src/protocol/context.ts';
import type { Message } from '../../src/protocol/messages.ts';
import { newId } from '../../src/protocol/ids.ts';
import { endpoints } from '../../src/server/http/openapi.ts';
import { EventLine } from './event-line.ts';
import { type Inkstone, type Reply, startInkstone } from './inkstone.ts';

let inkstone: Inkstone;

beforeAll(async () => {
  inkstone = await startInkstone();
});
afterAll(() => inkstone[Symbol.asyncDispose]());

/** Sends JSON and checks every reply against the contract. */
async function api<Body>(
  name: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Body }> {
  const { method, reply: shape, status } = endpoints()[name]!;
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const reply = await inkstone.send(path, { method, headers, ...sent });
  expect(reply.headers['cache-control']).toBe('no-store');
  if (reply.status !== status) return { status: reply.status, body: problemOf(reply) as Body };
  if (!shape) {
    expect(reply.text).toBe('');
    return { status: reply.status, body: undefined as Body };
  }
  return { status: reply.status, body: z.parse(shape, reply.json()) as Body };
}

function problemOf(reply: Reply): unknown {
  expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  return reply.json();
}

const script = (fields: object): string => `/script ${JSON.stringify({ rate: 0, ...fields })}`;

interface Snapshot {
  conversation: { id: string; title: string; running: number; leafId: string; draft: string };
  messages: Message[];
  offset: string;
}

async function send(conversationId: string, text: string, parentId: string | null = null) {
  const question = { id: newId(), answerId: newId(), parentId, text };
  const path = `/api/conversations/${conversationId}/messages`;
  const reply = await api<{ message: Message; answer: Message }>('sendMessage', path, question);
  return { question, path, ...reply };
}

/** Follows the conversation until the answer has ended. */
async function ended(conversationId: string, answerId: string): Promise<Message> {
  const url = `${inkstone.origin}/api/conversations/${conversationId}/stream?offset=-1&live=sse`;
  using line = await EventLine.open(url);
  await line.until(({ text }) =>
    text.includes(`"answer-end","conversationId":"${conversationId}","answerId":"${answerId}"`),
  );
  const { body } = await api<Snapshot>('getConversation', `/api/conversations/${conversationId}`);
  return body.messages.find(({ id }) => id === answerId)!;
}

describe('a conversation', () => {
  test('is created, found, renamed, deleted and restored', async () => {
    const id = newId();
    const created = await api<Snapshot>('createConversation', '/api/conversations', { id, title: 'First' });
    expect(created).toMatchObject({ status: 201, body: { conversation: { id, title: 'First' } } });
    const path = `/api/conversations/${id}`;
    const renamed = await api<Snapshot>('changeConversation', path, { title: 'Second', draft: 'unsent' });
    expect(renamed.body.conversation).toMatchObject({ title: 'Second', draft: 'unsent' });
    expect(await listedIds()).toContain(id);
    expect((await api('deleteConversation', path)).status).toBe(204);
    expect(await listedIds()).not.toContain(id);
    expect((await api('getConversation', path)).body).toMatchObject({ code: 'conversation_not_found' });
    expect((await api('restoreConversation', `${path}/restore`)).status).toBe(200);
    expect(await listedIds()).toContain(id);
  });

  async function listedIds(): Promise<string[]> {
    const { body } = await api<{ conversations: { id: string }[] }>(
      'listConversations',
      '/api/conversations',
    );
    return body.conversations.map(({ id }) => id);
  }

  test('with the same id again is the same; with another title it is refused', async () => {
    const id = newId();
    const first = await api('createConversation', '/api/conversations', { id, title: 'a' });
    expect(await api('createConversation', '/api/conversations', { id, title: 'a' })).toEqual(first);
    const other = await api('createConversation', '/api/conversations', { id, title: 'b' });
    expect(other).toMatchObject({ status: 409, body: { code: 'id_reused', retryable: false } });
  });

  test('is listed page by page, each once', async () => {
    for (let count = 0; count < 5; count++) await api('createConversation', '/api/conversations', {});
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = `limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await api<{ conversations: { id: string }[]; nextCursor: string | null }>(
        'listConversations',
        `/api/conversations?${query}`,
      );
      seen.push(...body.conversations.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(5);
  });

  test.each(['limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'cursor=x', 'cursor=%00'])(
    'is not listed for a question that makes no sense: %s',
    async (query) => {
      const reply = await api('listConversations', `/api/conversations?${query}`);
      expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    },
  );

  test.each(['x', '%00', '..%2f..', `${newId().toUpperCase()}`, newId()])(
    'that is unknown is not found: %s',
    async (id) => {
      const path = `/api/conversations/${id}`;
      for (const [name, suffix, body] of [
        ['getConversation', ''],
        ['changeConversation', '', { title: 'x' }],
        ['deleteConversation', ''],
        ['restoreConversation', '/restore'],
      ] as const) {
        const reply = await api(name, path + suffix, body);
        expect(reply).toMatchObject({ status: 404, body: { code: 'conversation_not_found' } });
      }
    },
  );
});

describe('a question', () => {
  test('is answered, and the state of its conversation has both', async () => {
    const id = newId();
    const { status, body, question } = await send(id, script({ text: 'An answer.' }));
    expect(status).toBe(202);
    expect(body.message).toMatchObject({ id: question.id, role: 'user', status: 'complete' });
    expect(body.answer).toMatchObject({ id: question.answerId, parentId: question.id, role: 'assistant' });
    expect(await ended(id, question.answerId)).toMatchObject({
      status: 'complete',
      model: 'demo/demo',
      parts: [{ type: 'text', text: 'An answer.' }],
    });
  });

  test('sent twice is asked once, and gets the same reply', async () => {
    const id = newId();
    const first = await send(id, script({ text: 'once' }));
    await ended(id, first.question.answerId);
    const again = await api<{ answer: Message }>('sendMessage', first.path, first.question);
    expect(again.status).toBe(202);
    expect(again.body.answer).toMatchObject({ id: first.question.answerId, status: 'complete' });
    const other = await api('sendMessage', first.path, { ...first.question, text: 'something else' });
    expect(other).toMatchObject({ status: 409, body: { code: 'id_reused' } });
    const asked = inkstone.demo
      .requests()
      .filter(({ body }) => JSON.stringify(body?.['messages']).includes('\\"once\\"'));
    expect(asked.filter(({ body }) => !JSON.stringify(body).includes('Write a title'))).toHaveLength(1);
  });

  test('that follows nothing we know is refused', async () => {
    const { status, body } = await send(newId(), 'hello', newId());
    expect({ status, body }).toMatchObject({ status: 409, body: { code: 'parent_not_found' } });
  });
});

describe('an answer', () => {
  test('is stopped with what had come', async () => {
    const id = newId();
    const { question } = await send(id, script({ stepped: true, key: 'stop', tokens: 9 }));
    await inkstone.demo.step('stop', 2, AbortSignal.timeout(10_000));
    const path = `/api/answers/${question.answerId}/stop`;
    const { body } = await api<{ answer: Message }>('stopAnswer', path);
    expect(body.answer.status).toBe('stopped');
    expect((await api<{ answer: Message }>('stopAnswer', path)).body.answer.status).toBe('stopped');
  });

  test('is tried again as a second one beside it', async () => {
    const id = newId();
    const { question } = await send(id, script({ text: 'first' }));
    await ended(id, question.answerId);
    const second = newId();
    const path = `/api/answers/${question.answerId}/regenerate`;
    const { status, body } = await api<{ answer: Message }>('regenerateAnswer', path, { id: second });
    expect({ status, parentId: body.answer.parentId }).toEqual({ status: 202, parentId: question.id });
    await ended(id, second);
  });

  test.each(['x', newId()])('that is unknown is not found: %s', async (id) => {
    const stopped = await api('stopAnswer', `/api/answers/${id}/stop`);
    const again = await api('regenerateAnswer', `/api/answers/${id}/regenerate`, { id: newId() });
    for (const reply of [stopped, again])
      expect(reply).toMatchObject({ status: 404, body: { code: 'answer_not_found' } });
  });
});

describe('settings and models', () => {
  test('the default model is chosen once for all devices', async () => {
    await api('changeSettings', '/api/settings', { defaultModel: 'demo/demo-thinking' });
    const { body } = await api<{ settings: { defaultModel: string } }>('getSettings', '/api/settings');
    expect(body.settings.defaultModel).toBe('demo/demo-thinking');
    await api('changeSettings', '/api/settings', { defaultModel: null });
  });

  test('the models there are, and the one that answers by default', async () => {
    const { body } = await api<{ defaultModel: string; models: { id: string }[] }>(
      'listModels',
      '/api/models',
    );
    expect(body.defaultModel).toBe('demo/demo');
    expect(body.models.map(({ id }) => id)).toEqual(['demo/demo', 'demo/demo-thinking']);
  });

  test('a server is added after a real call, with a key that never comes back', async () => {
    const id = newId();
    const apiKey = 'sk-a-key-that-nobody-sees';
    const provider = {
      id,
      kind: 'compatible',
      name: 'Mine',
      baseUrl: inkstone.demo.url,
      apiKey,
      model: 'demo',
    };
    const { status } = await api('addProvider', '/api/providers', provider);
    expect(status).toBe(201);
    const models = await inkstone.send('/api/models');
    expect(models.text).toContain('"key":"set"');
    expect(models.text).not.toContain(apiKey);
    expect((await api('deleteProvider', `/api/providers/${id}`)).status).toBe(204);
    expect((await inkstone.send('/api/models')).text).not.toContain(id);
  });

  test('a server that cannot be reached is not added, and its problem repeats no key', async () => {
    const apiKey = 'sk-a-key-that-nobody-sees';
    const provider = {
      id: newId(),
      kind: 'compatible',
      name: 'Away',
      baseUrl: 'http://127.0.0.1:9/v1',
      apiKey,
    };
    const { status, body } = await api('addProvider', '/api/providers', { ...provider, model: 'm' });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(body)).not.toContain(apiKey);
  });
});

test('the description of the API is served', async () => {
  const reply = await inkstone.send('/api/openapi.json');
  expect(reply.json()).toMatchObject({ openapi: '3.1.1', paths: { '/api/conversations': {} } });
});

describe('an answer that is not whole', () => {
  test('is continued once, and the same request again is answered with what became of it', async () => {
    const conversationId = newId();
    const { question } = await send(conversationId, script({ tokens: 9, cutAfter: 4 }));
    const { answerId } = question;
    expect(await ended(conversationId, answerId)).toMatchObject({ status: 'failed', run: 1 });
    const path = `/api/answers/${answerId}/continue`;
    const wish = { id: newId(), model: `demo/script:${JSON.stringify({ tokens: 9 })}` };
    const { status, body } = await api<{ answer: Message }>('continueAnswer', path, wish);
    expect({ status, answer: body.answer }).toMatchObject({ status: 202, answer: { run: 2, seams: [11] } });
    const again = await api<{ answer: Message }>('continueAnswer', path, wish);
    expect(again).toMatchObject({ status: 202, body: { answer: { id: answerId, run: 2 } } });
    const other = await api('continueAnswer', path, { ...wish, options: { thinking: true } });
    expect(other).toMatchObject({ status: 409, body: { code: 'id_reused' } });
    const unknown = await api('continueAnswer', `/api/answers/${newId()}/continue`, { id: newId() });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'answer_not_found' } });
  });

  test('keeps a question below it waiting, which can be taken back until it begins', async () => {
    const conversationId = newId();
    const { question: first } = await send(conversationId, script({ tokens: 9, stallAfter: 2 }));
    const { question: second, body } = await send(conversationId, 'and then?', first.answerId);
    expect(body.answer.status).toBe('queued');
    const withdrawn = await api<{ message: Message }>(
      'withdrawMessage',
      `/api/messages/${second.id}/withdraw`,
    );
    expect(withdrawn).toMatchObject({ status: 200, body: { message: { parts: [{ text: 'and then?' }] } } });
    const begun = await api('withdrawMessage', `/api/messages/${first.id}/withdraw`);
    expect(begun).toMatchObject({ status: 409, body: { code: 'already_started' } });
    const gone = await api('withdrawMessage', `/api/messages/${second.id}/withdraw`);
    expect(gone).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
    await api('stopAnswer', `/api/answers/${first.answerId}/stop`);
  });
});

describe('what the model is given of a conversation', () => {
  test('is told with the room that it takes', async () => {
    const conversationId = newId();
    await api('createConversation', '/api/conversations', { id: conversationId, systemPrompt: 'Be brief.' });
    const { question } = await send(conversationId, script({ text: 'Soot and glue.' }));
    await ended(conversationId, question.answerId);
    const path = `/api/conversations/${conversationId}/context`;
    const { status, body } = await api<ContextUse>('getContext', path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ context: 131_072, room: 122_880, summary: 0, leftOut: 0, setAside: 0 });
    for (const part of ['system', 'questions', 'answers'] as const) expect(body[part]).toBeGreaterThan(0);
    const unknown = await api('getContext', `/api/conversations/${newId()}/context`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'conversation_not_found' } });
  });

  test('is without a turn that was set aside, until it is taken back in', async () => {
    const conversationId = newId();
    const { question } = await send(conversationId, script({ error: 'data_inspection_failed' }));
    expect(await ended(conversationId, question.answerId)).toMatchObject({ setAside: true });
    const path = `/api/conversations/${conversationId}/context`;
    expect((await api('getContext', path)).body).toMatchObject({ questions: 0, setAside: 1 });
    const aside = `/api/answers/${question.answerId}/set-aside`;
    const back = await api<{ answer: Message }>('setAsideAnswer', aside, { setAside: false });
    expect(back).toMatchObject({ status: 200, body: { answer: { setAside: false } } });
    expect((await api('getContext', path)).body).toMatchObject({ setAside: 0 });
    const unknown = await api('setAsideAnswer', `/api/answers/${newId()}/set-aside`, { setAside: true });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'answer_not_found' } });
  });

  test('is not decided while an answer is being written', async () => {
    const conversationId = newId();
    const { question } = await send(conversationId, script({ tokens: 9, stallAfter: 2 }));
    const aside = `/api/answers/${question.answerId}/set-aside`;
    const early = await api('setAsideAnswer', aside, { setAside: true });
    expect(early).toMatchObject({ status: 409, body: { code: 'answer_unfinished' } });
    await api('stopAnswer', `/api/answers/${question.answerId}/stop`);
  });

  test('has a summary that a person can change, up to a length', async () => {
    const conversationId = newId();
    const { question } = await send(conversationId, script({ text: 'Soot and glue.' }));
    await ended(conversationId, question.answerId);
    const path = `/api/messages/${question.id}/summary`;
    const changed = await api<{ message: Message }>('changeSummary', path, { text: 'Ink\0 is made.' });
    expect(changed).toMatchObject({ status: 200, body: { message: { summary: 'Ink\uFFFD is made.' } } });
    const { body } = await api<Snapshot>('getConversation', `/api/conversations/${conversationId}`);
    expect(body.messages[0]).toMatchObject({ summary: 'Ink\uFFFD is made.' });
    const long = await api('changeSummary', path, { text: 'x'.repeat(40_000) });
    expect(long).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    const unknown = await api('changeSummary', `/api/messages/${newId()}/summary`, { text: 'x' });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
  });
});
