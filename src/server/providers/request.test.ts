import { describe, expect, test } from 'vitest';
import { kindOfUrl, type ProviderKind } from './provider.ts';
import { goesOnFromPrefix } from './quirks/quirks-of.ts';
import { buildBody, type ChatRequest } from './request.ts';

function body(kind: ProviderKind, model: string, rest: Partial<ChatRequest> = {}): Record<string, unknown> {
  const provider = { id: 'p', name: 'p', kind, baseUrl: 'http://localhost/v1', apiKey: null };
  return buildBody(provider, {
    model,
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
    thinking: 'default',
    ...rest,
  });
}

describe('Qwen is told whether to think', () => {
  test.each<[model: string, thinking: ChatRequest['thinking'], sent: boolean | undefined]>([
    ['qwen3.7-plus', 'default', true],
    ['qwen3.7-plus', 'off', false],
    ['qwen3.8-max-0902', 'on', true],
    ['qwen-plus-latest', 'default', false],
    ['qwen-plus-2026-01-01', 'on', true],
    ['qwen3-max', 'default', false],
    ['qwen3-32b', 'default', true],
    ['qwen-max-latest', 'on', undefined],
    ['qwen-max-latest', 'default', undefined],
    ['qwq-plus', 'off', undefined],
    ['qwen3-235b-a22b-thinking-2507', 'off', undefined],
    ['qwen3-coder-plus', 'on', undefined],
    ['qwen-of-tomorrow', 'default', undefined],
    ['qwen-of-tomorrow', 'off', false],
  ])('%s, %s: %s', (model, thinking, sent) => {
    expect(body('dashscope', model, { thinking }).enable_thinking).toBe(sent);
  });
});

describe('a prompt that the next question will begin with', () => {
  const messages: ChatRequest['messages'] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'hi' },
  ];
  const mark = { type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } };
  const sent = (kind: ProviderKind, model: string, rest: Partial<ChatRequest> = {}): unknown =>
    body(kind, model, { messages, keepForNext: true, ...rest }).messages;

  test('is marked to be kept at its end, where the model takes marks, all before it unchanged', () => {
    expect(sent('dashscope', 'qwen-plus')).toEqual([messages[0], { role: 'user', content: [mark] }]);
  });

  test.each<[ProviderKind, string, Partial<ChatRequest>]>([
    ['dashscope', 'qwen-plus', { keepForNext: false }],
    ['dashscope', 'qwen-plus', { search: 'always' }],
    ['dashscope', 'qwen-plus', { json: true }],
    ['dashscope', 'qwen-max-latest', {}],
    ['openai', 'gpt-5.2', {}],
    ['compatible', 'qwen-plus', {}],
  ])('is sent as it is otherwise: %s, %s, %j', (kind, model, rest) => {
    expect(sent(kind, model, rest)).toEqual(messages);
  });
});

describe('nobody else is sent what only Qwen knows', () => {
  const kinds: ProviderKind[] = [
    'deepseek',
    'moonshot',
    'zhipu',
    'openrouter',
    'openai',
    'ollama',
    'vllm',
    'sglang',
    'llamacpp',
    'lmstudio',
    'compatible',
  ];

  test.each(kinds)('%s', (kind) => {
    for (const thinking of ['on', 'off', 'default'] as const) {
      const sent = body(kind, 'qwen3.7-plus', { thinking, maxTokens: 10, temperature: 1 });
      expect(sent).not.toHaveProperty('enable_thinking');
      expect(Object.keys(sent)).toEqual(
        expect.arrayContaining(['model', 'messages', 'stream', 'max_tokens']),
      );
    }
  });
});

test.each<[kind: ProviderKind, model: string, on: object, off: object]>([
  ['deepseek', 'deepseek-v4-pro', { thinking: { type: 'enabled' } }, { thinking: { type: 'disabled' } }],
  ['moonshot', 'kimi-k2.6', { thinking: { type: 'enabled' } }, { thinking: { type: 'disabled' } }],
  ['moonshot', 'moonshot-v1-8k', {}, {}],
  ['zhipu', 'glm-5', { thinking: { type: 'enabled' } }, { thinking: { type: 'disabled' } }],
  ['zhipu', 'glm-4-flash', {}, {}],
  ['openrouter', 'qwen/qwen3.7-plus', { reasoning: { effort: 'medium' } }, { reasoning: { effort: 'none' } }],
  ['openai', 'gpt-5', { reasoning_effort: 'medium' }, { reasoning_effort: 'minimal' }],
  ['openai', 'gpt-5.2', { reasoning_effort: 'medium' }, { reasoning_effort: 'none' }],
  ['openai', 'gpt-4o', {}, {}],
  ['ollama', 'qwen3:8b', { reasoning_effort: 'medium' }, { reasoning_effort: 'none' }],
  [
    'vllm',
    'Qwen/Qwen3-8B',
    { chat_template_kwargs: { enable_thinking: true } },
    { chat_template_kwargs: { enable_thinking: false } },
  ],
  [
    'sglang',
    'Qwen/Qwen3-8B',
    { chat_template_kwargs: { enable_thinking: true } },
    { chat_template_kwargs: { enable_thinking: false } },
  ],
  ['lmstudio', 'qwen3-8b', {}, {}],
  ['compatible', 'anything', {}, {}],
])('%s %s is told in its own words', (kind, model, on, off) => {
  const plain = body(kind, model);
  expect(body(kind, model, { thinking: 'on' })).toEqual({ ...plain, ...on });
  expect(body(kind, model, { thinking: 'off' })).toEqual({ ...plain, ...off });
});

describe('an answer that was cut off goes on from what it said', () => {
  const messages: ChatRequest['messages'] = [
    { role: 'user', content: 'Count.' },
    { role: 'assistant', content: 'one, two' },
  ];
  const goOn = (kind: ProviderKind, model: string) =>
    body(kind, model, { messages, thinking: 'off', fromPrefix: true });
  const marked = (kind: ProviderKind, model: string) =>
    (goOn(kind, model).messages as Record<string, unknown>[]).at(-1);

  test.each<[kind: ProviderKind, model: string, mark: Record<string, unknown>]>([
    ['dashscope', 'qwen-plus', { partial: true }],
    ['demo', 'demo', { partial: true }],
    ['moonshot', 'kimi-k2.6', { partial: true }],
    ['deepseek', 'deepseek-v4-flash', { prefix: true }],
    ['vllm', 'any', {}],
    ['llamacpp', 'any', {}],
    ['ollama', 'qwen3.5:8b', {}],
  ])('at %s by a mark on the last message and on no other', (kind, model, mark) => {
    expect(marked(kind, model)).toEqual({ role: 'assistant', content: 'one, two', ...mark });
    expect((goOn(kind, model).messages as unknown[])[0]).toEqual(messages[0]);
    expect((body(kind, model, { messages }).messages as unknown[]).at(-1)).toEqual(messages[1]);
  });

  test('with thinking off, since no model thinks in the middle of a sentence', () => {
    expect(goOn('dashscope', 'qwen3.7-plus')).toMatchObject({ enable_thinking: false });
    expect(goOn('deepseek', 'deepseek-v4-flash')).toMatchObject({ thinking: { type: 'disabled' } });
  });

  test('at vLLM and SGLang by fields of the request', () => {
    const open = { continue_final_message: true, add_generation_prompt: false };
    expect(goOn('vllm', 'm')).toMatchObject(open);
    expect(goOn('sglang', 'm')).toMatchObject({ continue_final_message: true });
    expect(goOn('sglang', 'm')).not.toHaveProperty('add_generation_prompt');
    expect(body('vllm', 'm', { messages })).not.toHaveProperty('continue_final_message');
  });

  test.each<[kind: ProviderKind, model: string, baseUrl: string, can: boolean]>([
    ['dashscope', 'qwen-max-latest', '', true],
    ['dashscope', 'qwen3.7-plus', '', true],
    ['dashscope', 'qwen3-coder-plus', '', true],
    ['dashscope', 'qwen2.5-72b-instruct', '', true],
    ['dashscope', 'qwen3.8-max', '', false],
    ['dashscope', 'qwq-plus', '', false],
    ['dashscope', 'qwen3-235b-a22b-thinking-2507', '', false],
    ['dashscope', 'qwen-mt-plus', '', false],
    ['dashscope', 'glm-5', '', false],
    ['deepseek', 'deepseek-v4-flash', 'https://api.deepseek.com', false],
    ['deepseek', 'deepseek-v4-flash', 'https://api.deepseek.com/beta', true],
    ['moonshot', 'kimi-k2.6', '', true],
    ['moonshot', 'kimi-k2-thinking', '', false],
    ['ollama', 'qwen3-coder:30b', '', true],
    ['ollama', 'llama3.3', '', false],
    ['vllm', 'm', '', true],
    ['llamacpp', 'm', '', true],
    ['openai', 'gpt-5.2', '', false],
    ['openrouter', 'qwen/qwen3.7-plus', '', false],
    ['zhipu', 'glm-5', '', false],
    ['lmstudio', 'm', '', false],
    ['compatible', 'm', '', false],
  ])('%s %s %s: %s', (kind, model, baseUrl, can) => {
    expect(goesOnFromPrefix({ id: 'p', name: 'p', kind, baseUrl, apiKey: null }, model)).toBe(can);
  });
});

test('usage is asked for where it does not come by itself', () => {
  expect(body('dashscope', 'qwen-plus')).toMatchObject({
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(body('compatible', 'm')).toHaveProperty('stream_options');
  expect(body('zhipu', 'glm-5')).not.toHaveProperty('stream_options');
});

test('limits and temperature go by the name and within the range that the model takes', () => {
  expect(body('openai', 'o3', { maxTokens: 5, temperature: 1 })).toMatchObject({ max_completion_tokens: 5 });
  expect(body('openai', 'o3', { maxTokens: 5, temperature: 1 })).not.toHaveProperty('temperature');
  expect(body('openai', 'gpt-4o', { maxTokens: 5, temperature: 2 })).toMatchObject({
    max_tokens: 5,
    temperature: 2,
  });
  expect(body('dashscope', 'qwen-max-latest', { maxTokens: 99_999, temperature: 2 })).toMatchObject({
    max_tokens: 8192,
    temperature: 1.99,
  });
  expect(body('moonshot', 'kimi-k2.6', { temperature: 0.3 })).not.toHaveProperty('temperature');
});

test('a model is told only of what it takes, and within its bounds', () => {
  const all = { temperature: 2, topP: 0.001, seed: 7, stop: ['a', 'b', 'c'], json: true } as const;
  const wishes = { ...all, stop: [...all.stop] };
  expect(body('compatible', 'm', wishes)).toMatchObject({
    temperature: 2,
    top_p: 0.001,
    seed: 7,
    stop: ['a', 'b', 'c'],
    response_format: { type: 'json_object' },
  });
  expect(body('dashscope', 'qwen-plus', wishes)).toMatchObject({ temperature: 1.99, top_p: 0.01 });
  expect(body('zhipu', 'glm-5', wishes)).toMatchObject({ temperature: 1, stop: ['a'] });
  expect(body('zhipu', 'glm-5', wishes)).not.toHaveProperty('seed');
  for (const field of ['temperature', 'top_p', 'seed', 'stop'])
    expect(body('openai', 'gpt-5.2', wishes)).not.toHaveProperty(field);
});

test.each<[kind: ProviderKind, model: string, low: object, high: object]>([
  ['dashscope', 'qwen3.8-max', { reasoning_effort: 'low' }, { reasoning_effort: 'xhigh' }],
  ['dashscope', 'qwen3.7-plus', { thinking_budget: 4096 }, {}],
  ['dashscope', 'qwq-plus', { thinking_budget: 4096 }, {}],
  ['openai', 'gpt-5.2', { reasoning_effort: 'low' }, { reasoning_effort: 'high' }],
  ['openrouter', 'qwen/qwen3.7-plus', { reasoning: { effort: 'low' } }, { reasoning: { effort: 'high' } }],
  ['deepseek', 'deepseek-v4-pro', { reasoning_effort: 'low' }, { reasoning_effort: 'max' }],
  ['dashscope', 'qwen-max', {}, {}],
  ['compatible', 'm', {}, {}],
])('how long %s %s may think is said in its own words', (kind, model, low, high) => {
  const plain = body(kind, model, { thinking: 'on' });
  expect(body(kind, model, { thinking: 'on', depth: 'low' })).toEqual({ ...plain, ...low });
  expect(body(kind, model, { thinking: 'on', depth: 'high' })).toEqual({ ...plain, ...high });
  expect(body(kind, model, { thinking: 'off', depth: 'high' })).toEqual(
    body(kind, model, { thinking: 'off' }),
  );
});

test('instructions of the application are the system’s, but for OpenAI', () => {
  const messages: ChatRequest['messages'] = [{ role: 'developer', content: 'Be brief.' }];
  expect(body('dashscope', 'qwen-plus', { messages }).messages).toEqual([
    { role: 'system', content: 'Be brief.' },
  ]);
  expect(body('openai', 'gpt-5', { messages }).messages).toEqual(messages);
});

test.each([
  ['https://dashscope.aliyuncs.com/compatible-mode/v1', 'dashscope'],
  ['https://ws-1.cn-beijing.maas.aliyuncs.com/compatible-mode/v1', 'dashscope'],
  ['https://api.deepseek.com', 'deepseek'],
  ['https://open.bigmodel.cn/api/paas/v4', 'zhipu'],
  ['https://notopenai.com/v1', 'compatible'],
  ['no address', 'compatible'],
])('%s is %s', (url, kind) => {
  expect(kindOfUrl(url)).toBe(kind);
});
