import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { type Inkstone, startInkstone } from './inkstone.ts';

let inkstone: Inkstone;
let client: OpenAI;

beforeEach(async () => {
  inkstone = await startInkstone();
  client = new OpenAI({ baseURL: `${inkstone.origin}/v1`, apiKey: 'anything', maxRetries: 0 });
});
afterEach(() => inkstone[Symbol.asyncDispose]());

type Script = Record<string, unknown>;
const scripted = (script: Script): string => `demo/script:${JSON.stringify({ rate: 0, ...script })}`;
const hello = [{ role: 'user' as const, content: 'hello' }];

/** What the provider was asked last. */
const asked = (): Record<string, unknown> => inkstone.demo.requests().at(-1)!.body as Record<string, unknown>;

async function failureOf(request: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const failure = await request.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(OpenAI.APIError);
  return failure as InstanceType<typeof OpenAI.APIError>;
}

describe('models', () => {
  test('are listed as provider/model, and each can be looked up by it or by its plain name', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toContain('demo/demo');
    expect(await client.models.retrieve('demo/demo')).toMatchObject({
      id: 'demo/demo',
      object: 'model',
      owned_by: 'Demo',
    });
    expect((await client.models.retrieve('demo')).id).toBe('demo/demo');
    expect(await failureOf(client.models.retrieve('nobody'))).toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });
});

describe('a completion', () => {
  test('whole', async () => {
    const completion = await client.chat.completions.create({
      model: scripted({ text: '你好, **world**', thinking: 'let me see' }),
      messages: hello,
    });
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', content: '你好, **world**', reasoning_content: 'let me see' },
    });
    expect(completion.usage?.completion_tokens).toBeGreaterThan(0);
  });

  test('streamed, with the usage that was asked for', async () => {
    const stream = await client.chat.completions.create({
      model: scripted({ tokens: 20 }),
      messages: hello,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage ?? usage;
    }
    expect(text.split(' ').filter(Boolean)).toHaveLength(20);
    expect(usage?.completion_tokens).toBe(20);
  });

  test('whole, of a model that only streams', async () => {
    const name = 'weather';
    const completion = await client.chat.completions.create({
      model: scripted({
        text: 'in pieces 🖋️',
        thinking: 'hm',
        refuse: ['stream-only'],
        toolCalls: [{ name }],
      }),
      messages: hello,
    });
    expect(asked()).toMatchObject({ stream: true });
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: 'in pieces 🖋️', reasoning_content: 'hm', tool_calls: [{ function: { name } }] },
    });
    expect(completion.usage?.completion_tokens).toBeGreaterThan(0);
    const broken = client.chat.completions.create({
      model: scripted({ refuse: ['stream-only'], cutAfter: 3 }),
      messages: hello,
    });
    expect(await failureOf(broken)).toMatchObject({ status: 502 });
  });

  test('by the helpers of the client', async () => {
    const runner = client.chat.completions.stream({ model: scripted({ text: 'one two' }), messages: hello });
    expect(await runner.finalContent()).toBe('one two');
    expect((await runner.finalChatCompletion()).choices[0]?.finish_reason).toBe('stop');
  });

  test('with tools: the call comes through, streamed and whole, and its result goes back', async () => {
    const tools = [
      {
        type: 'function' as const,
        function: {
          name: 'weather',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
        },
      },
    ];
    const toolCalls = [{ id: 'call_1', name: 'weather', arguments: '{"city":"杭州"}' }];
    const model = scripted({ toolCalls });
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'weather', arguments: '{"city":"杭州"}' },
    };
    const whole = await client.chat.completions.create({ model, messages: hello, tools });
    expect(whole.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { tool_calls: [call] } });
    const streamed = client.chat.completions.stream({ model, messages: hello, tools });
    expect((await streamed.finalMessage()).tool_calls).toMatchObject([call]);
    const messages: OpenAI.ChatCompletionMessageParam[] = [
      ...hello,
      { role: 'assistant', tool_calls: [call as OpenAI.ChatCompletionMessageToolCall] },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
    ];
    await client.chat.completions.create({ model: scripted({ tokens: 1 }), messages, tools });
    expect(asked()).toMatchObject({ messages, tools });
  });

  test('everything that is asked reaches the provider as it was asked', async () => {
    const request = {
      messages: [
        {
          role: 'user' as const,
          content: [
            { type: 'text' as const, text: 'what is it? \u0000 \ud83d' },
            {
              type: 'image_url' as const,
              image_url: { url: `data:image/png;base64,${'A'.repeat(60_000)}` },
            },
            { type: 'input_audio' as const, input_audio: { data: 'UklGRg==', format: 'wav' as const } },
          ],
        },
      ],
      temperature: 0.3,
      top_p: 0.9,
      n: 1,
      seed: 5,
      stop: ['END'],
      max_completion_tokens: 50,
      logit_bias: { '50256': -100 },
      response_format: {
        type: 'json_schema' as const,
        json_schema: { name: 'shape', strict: true, schema: { type: 'object', properties: {} } },
      },
      parallel_tool_calls: false,
      metadata: { purpose: 'test' },
    };
    const model = scripted({ tokens: 1 });
    await client.chat.completions.create({ model, ...request });
    expect(asked()).toEqual({ model: model.slice('demo/'.length), ...request });
  });

  test('instructions of a developer are the system’s for a provider that knows no developer', async () => {
    const messages = [{ role: 'developer' as const, content: 'Be brief.' }, ...hello];
    await client.chat.completions.create({ model: 'demo', messages, max_tokens: 1 });
    expect(asked()['messages']).toEqual([{ role: 'system', content: 'Be brief.' }, ...hello]);
  });

  test('that the caller gives up is given up at the provider within a second', async () => {
    const stream = await client.chat.completions.create({
      model: scripted({ tokens: 100, stallAfter: 3 }),
      messages: hello,
      stream: true,
    });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content?.includes('t2')) break;
    const closed = ({ state }: { state: string }): boolean => state === 'closed-by-client';
    await inkstone.demo.findRequest(closed, AbortSignal.timeout(1000));
  });

  test('whole, that the caller gives up, too', async () => {
    const controller = new AbortController();
    const request = client.chat.completions.create(
      { model: scripted({ tokens: 100, stallAfter: 3 }), messages: hello },
      { signal: controller.signal },
    );
    const refused = expect(request).rejects.toThrow(OpenAI.APIUserAbortError);
    await inkstone.demo.findRequest(({ state }) => state === 'running', AbortSignal.timeout(5000));
    controller.abort();
    await refused;
    const closed = ({ state }: { state: string }): boolean => state === 'closed-by-client';
    await inkstone.demo.findRequest(closed, AbortSignal.timeout(1000));
  });
});

describe('what goes wrong has OpenAI’s shape and status', () => {
  test.each([
    ['invalid_api_key', OpenAI.AuthenticationError, { status: 401, code: 'invalid_api_key' }],
    ['model_not_found', OpenAI.NotFoundError, { status: 404, code: 'model_not_found' }],
    ['limit_requests', OpenAI.RateLimitError, { status: 429, code: 'rate_limit_exceeded' }],
    ['arrearage', OpenAI.RateLimitError, { status: 429, code: 'insufficient_quota' }],
    ['data_inspection_failed', OpenAI.BadRequestError, { status: 400, code: 'content_filter' }],
    ['context_length', OpenAI.BadRequestError, { status: 400, code: 'context_length_exceeded' }],
    ['internal_error', OpenAI.InternalServerError, { status: 502 }],
  ])('%s', async (error, kind, facts) => {
    for (const stream of [true, false]) {
      const failure = await failureOf(
        client.chat.completions.create({ model: scripted({ error }), messages: hello, stream }),
      );
      expect(failure).toBeInstanceOf(kind);
      expect(failure).toMatchObject(facts);
      expect(failure.message.length).toBeGreaterThan(20);
    }
  });

  test('a limit that passes is tried again by the client by itself, one of money is not', async () => {
    const patient = client.withOptions({ maxRetries: 1 });
    const model = scripted({ text: 'at last', error: 'limit_requests', failTimes: 1, retryAfterSeconds: 0 });
    const completion = await patient.chat.completions.create({ model, messages: hello });
    expect(completion.choices[0]?.message.content).toBe('at last');
    const before = inkstone.demo.requests().length;
    await failureOf(
      patient.chat.completions.create({ model: scripted({ error: 'arrearage' }), messages: hello }),
    );
    expect(inkstone.demo.requests()).toHaveLength(before + 1);
  });

  test('in the middle of a stream it is an error of the stream, after all that had come', async () => {
    for (const fault of [
      { errorAfter: 3, error: 'data_inspection_failed' },
      { cutAfter: 3 },
      { cutAfter: 3, cut: 'end' },
    ]) {
      const stream = await client.chat.completions.create({
        model: scripted({ tokens: 9, ...fault }),
        messages: hello,
        stream: true,
      });
      let text = '';
      const reading = (async () => {
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      })();
      await failureOf(reading);
      expect(text.trim()).toBe('t0 t1 t2');
    }
  });

  test.each([
    ['no JSON', '{', 400],
    ['no messages', '{"model":"demo"}', 400],
    ['no model', '{"messages":[{"role":"user","content":"hi"}]}', 400],
    ['an unknown model', '{"model":"nobody","messages":[{"role":"user","content":"hi"}]}', 404],
  ])('%s', async (_, body, status) => {
    const headers = { 'content-type': 'application/json' };
    const reply = await inkstone.send('/v1/chat/completions', { method: 'POST', headers, body });
    expect(reply.status).toBe(status);
    expect(reply.json()).toMatchObject({ error: { message: expect.any(String), param: null } });
  });
});

test('embeddings pass through', async () => {
  const { data, usage } = await client.embeddings.create({
    model: 'demo',
    input: ['red apple', 'apple red', '墨'],
  });
  expect(data.map(({ embedding }) => embedding.length)).toEqual([64, 64, 64]);
  expect(data[0]?.embedding).toEqual(data[1]?.embedding);
  expect(usage.total_tokens).toBeGreaterThan(0);
});

describe('in a stored conversation', () => {
  const inConversation = (conversationId: string, messageId?: string) => ({
    headers: {
      'X-Inkstone-Conversation': conversationId,
      ...(messageId === undefined ? {} : { 'X-Inkstone-Message-Id': messageId }),
    },
  });

  async function messagesOf(conversationId: string): Promise<unknown[]> {
    const reply = await inkstone.send(`/api/conversations/${conversationId}`);
    return (reply.json() as { messages: unknown[] }).messages;
  }

  test('the last question is asked after what is stored, whatever else the request says', async () => {
    const id = newId();
    const first = await client.chat.completions.create(
      { model: 'demo', messages: [{ role: 'user', content: 'My name is Li.' }] },
      inConversation(id),
    );
    expect(first.choices[0]?.message.content).not.toBe('');
    const stream = await client.chat.completions.create(
      {
        model: 'demo',
        messages: [
          { role: 'user', content: 'My name is Wang.' },
          { role: 'assistant', content: 'Hello Wang.' },
          { role: 'user', content: 'What is my name?' },
        ],
        stream: true,
        stream_options: { include_usage: true },
        temperature: 0.4,
      },
      inConversation(id),
    );
    let text = '';
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage ?? usage;
    }
    expect(text).toContain('Li');
    expect(text).not.toContain('Wang');
    expect(usage).toMatchObject({ completion_tokens: expect.any(Number) });
    expect(await messagesOf(id)).toMatchObject([
      { role: 'user' },
      { role: 'assistant' },
      { role: 'user', parts: [{ text: 'What is my name?' }] },
      { role: 'assistant', status: 'complete', parts: [{ text }], options: { temperature: 0.4 } },
    ]);
  });

  test('the same message again is not asked twice and gets the same answer', async () => {
    const [id, messageId] = [newId(), newId()];
    const request = { model: scripted({ tokens: 5 }), messages: hello };
    const one = await client.chat.completions.create(request, inConversation(id, messageId));
    const two = await client.chat.completions.create(request, inConversation(id, messageId));
    expect(two).toEqual(one);
    expect(await messagesOf(id)).toHaveLength(2);
  });

  test('an answer that nobody waits for any more is written to its end', async () => {
    const id = newId();
    const stream = await client.chat.completions.create(
      { model: scripted({ tokens: 30, rate: 300 }), messages: hello, stream: true },
      inConversation(id),
    );
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    await expect.poll(() => messagesOf(id)).toMatchObject([{}, { status: 'complete' }]);
  });

  test('a failed answer is an error, whole and streamed', async () => {
    const model = scripted({ tokens: 9, errorAfter: 3, error: 'data_inspection_failed' });
    const whole = client.chat.completions.create({ model, messages: hello }, inConversation(newId()));
    expect(await failureOf(whole)).toMatchObject({ status: 400, code: 'content_filter' });
    const runner = client.chat.completions.stream({ model, messages: hello }, inConversation(newId()));
    await failureOf(runner.done());
  });

  test('an id that is none is refused', async () => {
    const request = client.chat.completions.create(
      { model: 'demo', messages: hello },
      inConversation('mine'),
    );
    expect(await failureOf(request)).toMatchObject({ status: 400 });
  });
});
