import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listModels, ModelLists } from './models.ts';
import type { Provider, ProviderKind } from './provider.ts';

/** A server that answers these paths with these values, and nothing else. */
async function server(kind: ProviderKind, replies: Record<string, unknown>): Promise<Provider> {
  const http = createServer(({ url = '' }, response) => {
    if (Object.hasOwn(replies, url)) response.end(JSON.stringify(replies[url]));
    else response.writeHead(404).end('{}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return { id: 'p', name: 'p', kind, baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: null };
}

test('OpenRouter says what its models take and cost, in dollars a million', async () => {
  const model = {
    id: 'qwen/qwen3.7-plus',
    context_length: 1_000_000,
    architecture: { input_modalities: ['text', 'image', 'file'] },
    pricing: { prompt: '0.0000004', completion: '0.0000016', input_cache_read: '0.00000008' },
    top_provider: { max_completion_tokens: 65_536 },
    supported_parameters: ['tools', 'seed'],
  };
  const provider = await server('openrouter', { '/v1/models': { data: [model] } });
  const { told } = await listModels(provider);
  expect(told.get('qwen/qwen3.7-plus')).toEqual({
    context: 1_000_000,
    maxOutput: 65_536,
    inputs: ['text', 'image'],
    tools: true,
    price: {
      currency: 'USD',
      input: 0.4,
      cachedInput: 0.08,
      output: 1.6,
      asOf: new Date().toISOString().slice(0, 10),
      source: `${provider.baseUrl}/models`,
    },
  });
});

test('a price that is not fixed is none', async () => {
  const models = [
    { id: 'auto', pricing: { prompt: '-1', completion: '-1' } },
    { id: 'odd', pricing: { prompt: 'much', completion: null } },
    { id: 'free', pricing: { prompt: '0', completion: '0' } },
  ];
  const { told } = await listModels(await server('openrouter', { '/v1/models': { data: models } }));
  expect(told.get('auto')).toEqual({});
  expect(told.get('odd')).toEqual({});
  expect(told.get('free')?.price).toMatchObject({ input: 0, output: 0 });
});

test.each<[kind: ProviderKind, said: object]>([
  ['vllm', { max_model_len: 40_960 }],
  ['sglang', { max_model_len: 40_960 }],
  ['llamacpp', { meta: { n_ctx_train: 40_960 } }],
  ['moonshot', { context_length: 40_960 }],
])('%s tells how much it can read', async (kind, said) => {
  const provider = await server(kind, { '/v1/models': { data: [{ id: 'm', ...said }] } });
  expect((await listModels(provider)).told.get('m')).toEqual({ context: 40_960 });
});

test('LM Studio and Ollama tell it in lists of their own', async () => {
  const lmstudio = await server('lmstudio', {
    '/v1/models': { data: [{ id: 'qwen3-8b' }] },
    '/api/v1/models': {
      models: [
        {
          key: 'qwen3-8b',
          max_context_length: 40_960,
          loaded_instances: [{ id: 'qwen3-8b', config: { context_length: 8_192 } }],
          capabilities: { vision: false, trained_for_tool_use: true },
        },
      ],
    },
  });
  const qwen = (await listModels(lmstudio)).told.get('qwen3-8b');
  expect(qwen).toEqual({ context: 8_192, inputs: ['text'], tools: true });
  const ollama = await server('ollama', {
    '/v1/models': { data: [{ id: 'qwen3:8b' }] },
    '/api/ps': { models: [{ name: 'qwen3:8b', context_length: 4_096 }] },
  });
  expect((await listModels(ollama)).told.get('qwen3:8b')).toEqual({ context: 4_096 });
});

test('a list that says names only is a list, and so is one without its second half', async () => {
  const provider = await server('lmstudio', {
    '/v1/models': { data: [{ id: 'a', context_length: 'long' }] },
  });
  expect(await listModels(provider)).toMatchObject({ models: ['a'], error: null });
});

test('what a list said is known without waiting once it has come', async () => {
  const lists = new ModelLists();
  const provider = await server('vllm', { '/v1/models': { data: [{ id: 'm', max_model_len: 4_096 }] } });
  expect(lists.told(provider, 'm')).toBeUndefined();
  await lists.of(provider);
  expect(lists.told(provider, 'm')).toEqual({ context: 4_096 });
});
