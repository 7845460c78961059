import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemoModel, type DemoModel } from './server.ts';

let demo: DemoModel;
beforeAll(async () => {
  demo = await startDemoModel({ inspect: true, models: ['qwen-max-latest'] });
});
afterAll(() => demo.close());

type Answer = { status: number; text: string; finish: string | null; usage: unknown; raw: string };

function post(model: string, body: object = {}, signal: AbortSignal | null = null): Promise<Response> {
  const messages = [{ role: 'user', content: 'Hello' }];
  const options = { model, messages, stream: true, ...body };
  return fetch(`${demo.url}/chat/completions`, { method: 'POST', body: JSON.stringify(options), signal });
}

/** Reads as far as it goes; where the line breaks, what came before counts. */
async function ask(model: string, body: object = {}): Promise<Answer> {
  const response = await post(model, body);
  const raw = await textUntilBreak(response);
  const chunks = raw
    .split(/\r\n\r\n|\n\n|\r\r/)
    .flatMap((event) => /^data: (\{[^]*\})$/.exec(event)?.[1] ?? [])
    .map((json) => JSON.parse(json) as { choices?: Choice[]; usage?: unknown });
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []);
  return {
    status: response.status,
    text: choices.map(({ delta }) => delta.content ?? '').join(''),
    finish: choices.at(-1)?.finish_reason ?? null,
    usage: chunks.findLast((chunk) => chunk.usage)?.usage,
    raw,
  };
}

type Choice = { delta: { content?: string | null }; finish_reason?: string | null };

async function textUntilBreak(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
  } catch (error) {
    if (!(error instanceof TypeError && error.message === 'terminated')) throw error;
    text += '<broken>';
  }
  return text;
}

const question = (content: string): object => ({ messages: [{ role: 'user', content }] });

test('a stock OpenAI client gets the whole answer and its usage', async () => {
  const client = new OpenAI({ baseURL: demo.url, apiKey: 'none' });
  const stream = await client.chat.completions.create({
    model: 'script:tokens=500',
    messages: [{ role: 'user', content: 'Count.' }],
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let tokens: number | undefined;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    tokens = chunk.usage?.completion_tokens ?? tokens;
  }
  expect(text).toBe(Array.from({ length: 500 }, (_, index) => `t${index}`).join(' '));
  expect(tokens).toBe(500);
});

test('a stock OpenAI client gets a tool call whole', async () => {
  const client = new OpenAI({ baseURL: demo.url, apiKey: 'none' });
  const answer = await client.chat.completions
    .stream({ model: 'script:tools', messages: [{ role: 'user', content: '杭州天气？' }] })
    .finalChatCompletion();
  const call = answer.choices[0]?.message.tool_calls?.[0];
  expect(call).toMatchObject({
    function: { name: 'get_weather', arguments: '{"城市": "杭州", "单位": "摄氏"}' },
  });
});

test('the models are listed with the names it was given, and any other is not there', async () => {
  const list = (await (await fetch(`${demo.url}/models`)).json()) as { data: { id: string }[] };
  expect(list.data.map(({ id }) => id)).toEqual(['demo', 'demo-thinking', 'qwen-max-latest']);
  expect((await ask('qwen-max-latest', question('/script {"tokens":2}'))).text).toBe('t0 t1');
  const missing = await ask('qwen-nope');
  expect(missing.status).toBe(404);
  expect(missing.raw).toContain('The model `qwen-nope` does not exist');
});

test('a question adds to the script in the model name', async () => {
  expect((await ask('script:tokens=9&finish=length', question('/script {"tokens":1}'))).text).toBe('t0');
  expect((await ask('script:tokens=9&finish=length', question('/script tokens=1'))).finish).toBe('length');
});

test('a given text arrives as it is, in pieces of the given size', async () => {
  const text = '一二三四五\n\ndata: [DONE]\n🖋️';
  const answer = await ask(`script:${JSON.stringify({ text, chunk: 2 })}`);
  expect(answer.text).toBe(text);
  expect(answer.raw).toContain('"content":"一二"');
});

test.each([
  ['destroy', 't0 t1 t2', '<broken>'],
  ['end', 't0 t1 t2', '\n\n'],
  ['mid-character', 't0 t1 t2', '"content":"'],
])('an answer that is cut (%s) keeps the tokens before and has no end', async (cut, text, tail) => {
  const answer = await ask(`script:cutAfter=3&cut=${cut}`);
  expect(answer).toMatchObject({ text, finish: null });
  expect(answer.raw.endsWith(tail)).toBe(true);
  expect(demo.requests().at(-1)).toMatchObject({ state: 'cut', tokensSent: 3 });
});

test('an error may come inside the stream, after the tokens before it', async () => {
  const answer = await ask('script:errorAfter=2&error=internal_error');
  expect(answer).toMatchObject({ status: 200, text: 't0 t1', finish: null });
  expect(answer.raw).toContain('"code":"internal_error"');
  expect(answer.raw).not.toContain('[DONE]');
});

test('the same question fails as often as the script says and is then answered', async () => {
  const model = 'script:limit_requests?failTimes=2&retryAfterSeconds=1';
  const asked = question('Will you now?');
  const statuses = [await ask(model, asked), await ask(model, asked), await ask(model, asked)];
  expect(statuses.map(({ status }) => status)).toEqual([429, 429, 200]);
  expect((await ask(model, question('And another?'))).status).toBe(429);
});

test('a cut answer is continued from its prefix, without the prefix', async () => {
  const model = 'script:cutAfter=3&failTimes=1';
  const first = await ask(model);
  const messages = [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: first.text.slice(0, -1), partial: true },
  ];
  const rest = await ask(model, { messages, enable_thinking: false });
  expect(rest.text.startsWith('2 t3')).toBe(true);
  expect(first.text.slice(0, -1) + rest.text).toBe((await ask('script:numbered')).text);
  expect((await ask('script:repeats', { messages, enable_thinking: false })).text).toMatch(/^t0 t1/);
});

test.each([
  ['script:numbered', { stream_options: { include_usage: true }, stream: false }, "'stream' is enabled"],
  ['script:numbered', { temperature: 2 }, "'temperature' must be"],
  ['script:numbered', { top_p: 0 }, "'top_p' must be"],
  ['script:numbered', { max_tokens: 0 }, 'Range of max_tokens should be [1, 8192]'],
  ['script:contextTokens=1', {}, 'Range of input length should be [1, 1]'],
  ['script:numbered', { messages: [{ role: 'assistant', content: 'x' }] }, 'list index out of range'],
  ['script:refuse=thinking-only', { enable_thinking: false }, 'restricted to True'],
  ['script:refuse=non-streaming-thinking', { stream: false }, 'must be set to false for non-streaming'],
  ['script:refuse=stream-only', { stream: false }, 'only support stream mode'],
  ['script:numbered', { response_format: { type: 'json_object' } }, "must contain the word 'json'"],
  ['script:numbered', { thinking_budget: 0 }, 'must be a positive integer'],
  ['script:tokns=1', {}, 'A script has no field tokns'],
  ['script:tokens=few', {}, '"few" is nothing that tokens can be'],
  ['script:nonsense', {}, 'No scenario is called nonsense'],
])('%s with %j is refused as Qwen would', async (model, body, message) => {
  const answer = await ask(model, body);
  expect(answer.status).toBe(400);
  expect((JSON.parse(answer.raw) as { error: { message: string } }).error.message).toContain(message);
});

test('max_tokens ends an answer early and says so', async () => {
  expect(await ask('script:numbered', { max_tokens: 2 })).toMatchObject({ text: 't0 t1', finish: 'length' });
});

test('thinking can be switched off, and may come under other names', async () => {
  expect((await ask('script:thinking=2', { enable_thinking: false })).raw).not.toContain('reasoning');
  expect((await ask('script:thinking=2&reasoningField=reasoning')).raw).toContain(
    '"delta":{"reasoning":"r0"}',
  );
  expect((await ask('script:thinking=2&reasoningField=tags&tokens=1')).text).toBe(
    '<think>\nr0 r1\n</think>\n\nt0',
  );
});

test('usage comes when it is asked for, always, never or with the end', async () => {
  const asked = { stream_options: { include_usage: true } };
  expect((await ask('script:numbered')).usage).toBeUndefined();
  expect((await ask('script:numbered', asked)).usage).toMatchObject({ completion_tokens: 20 });
  expect((await ask('script:usage=always')).usage).toMatchObject({ completion_tokens: 20 });
  expect((await ask('script:usage=never', asked)).usage).toBeUndefined();
  expect((await ask('script:usage=on-finish')).raw).toMatch(/"finish_reason":"stop".*"completion_tokens":20/);
});

test('line ends, comments, a byte order mark and small writes leave the answer as it is', async () => {
  const plain = await ask('script:numbered');
  const odd = await ask('script:newline=crlf&commentEvery=4&split=7');
  expect(odd.text).toBe(plain.text);
  expect(odd.raw).toContain(': keep-alive\r\n\r\n');
  expect((await ask('script:newline=cr')).text).toBe(plain.text);
  const bytes = new Uint8Array(await (await post('script:bom=true')).arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
});

test('a client that hangs up is seen, also during a stall and before the first byte', async () => {
  for (const model of ['script:stall', 'script:silent', 'script:tokens=100000000']) {
    const hangUp = new AbortController();
    const reading = post(model, {}, hangUp.signal).then((response) => response.text());
    const running = await demo.findRequest(
      (record) => record.model === model && (model === 'script:silent' || record.tokensSent >= 5),
      AbortSignal.timeout(5000),
    );
    hangUp.abort();
    await expect(reading).rejects.toThrow('aborted');
    const ended = await demo.findRequest(
      ({ id, state }) => id === running.id && state !== 'running',
      AbortSignal.timeout(5000),
    );
    expect(ended.state).toBe('closed-by-client');
  }
});

test('a reader that does not read holds a flood back', async () => {
  const hangUp = new AbortController();
  const response = await post('script:tokens=10000000', {}, hangUp.signal);
  const reader = response.body?.getReader();
  await reader?.read();
  expect(demo.requests().at(-1)?.tokensSent).toBeLessThan(1_000_000);
  hangUp.abort();
});

test('what was asked can be seen over HTTP, but only where that was wished for', async () => {
  await ask('script:tokens=1', question('Remember this'));
  const root = new URL('/', demo.url);
  const [last] = (await (await fetch(new URL('/_requests?last=1', root))).json()) as [{ id: string }];
  expect(last).toMatchObject({ state: 'complete', body: question('Remember this') });
  const ended = await fetch(new URL(`/_requests?id=${last.id}&until=ended`, root));
  expect(await ended.json()).toMatchObject({ id: last.id });
  await using discreet = await startDemoModel();
  expect((await fetch(new URL('/_requests', discreet.url))).status).toBe(404);
  expect(() => discreet.requests()).toThrow('inspect: true');
});

test('with a key set, no other is let in', async () => {
  await using locked = await startDemoModel({ apiKey: 'sk-right' });
  const list = (key: string): Promise<Response> =>
    fetch(`${locked.url}/models`, { headers: { authorization: `Bearer ${key}` } });
  expect((await list('sk-wrong')).status).toBe(401);
  expect((await list('sk-right')).status).toBe(200);
});

test('a body that is no JSON is refused in words', async () => {
  const response = await fetch(`${demo.url}/chat/completions`, { method: 'POST', body: 'hello' });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('not a JSON object');
});
