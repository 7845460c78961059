import { afterAll, describe, expect, test } from 'vitest';
import { chat, event, provider, serve } from '../../../test/support/chat-with.ts';
import { startDemoModel } from '../../demo-model/server.ts';
import type { AnswerOptions } from '../../protocol/answer-options.ts';
import type { Delta } from './delta.ts';
import type { ProviderKind } from './provider.ts';
import { takesOf } from './quirks/quirks-of.ts';
import { buildBody, type ChatRequest } from './request.ts';

const demo = await startDemoModel({ inspect: true });
afterAll(() => demo.close());

const beijing = 'https://dashscope.aliyuncs.com/compatible-mode/v1';
const singapore = 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1';
const workspace = 'https://llm-1.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1';
const codingPlan = 'https://coding.dashscope.aliyuncs.com/v1';

function request(model: string, options: Partial<ChatRequest> = {}): ChatRequest {
  return {
    model,
    messages: [{ role: 'user', content: 'weather in Hangzhou?' }],
    stream: true,
    thinking: 'off',
    search: 'auto',
    ...options,
  };
}

function asked(
  kind: ProviderKind,
  baseUrl: string,
  model: string,
  options: Pick<AnswerOptions, 'search' | 'searchStrategy'> & { thinking?: ChatRequest['thinking'] } = {},
): unknown {
  const to = { id: 'p', name: 'p', kind, baseUrl, apiKey: null };
  const { enable_search, search_options, tools } = buildBody(to, request(model, options));
  return { enable_search, search_options, tools };
}

describe('a search is asked for as its server takes it', () => {
  test.each<[string, unknown, unknown]>([
    ['where it helps', asked('dashscope', beijing, 'qwen-plus'), { enable_search: true }],
    [
      'always, thoroughly',
      asked('dashscope', beijing, 'qwen-plus', { search: 'always', searchStrategy: 'max' }),
      { enable_search: true, search_options: { forced_search: true, search_strategy: 'max' } },
    ],
    [
      'by a model that goes searching itself, which cannot be forced',
      asked('dashscope', beijing, 'qwen3.7-plus', { search: 'always', searchStrategy: 'agent' }),
      { enable_search: true, search_options: { search_strategy: 'agent' } },
    ],
    [
      'outside China, where there is nothing simpler',
      asked('dashscope', singapore, 'qwen3-max', { search: 'always', searchStrategy: 'turbo' }),
      { enable_search: true, search_options: { search_strategy: 'agent' } },
    ],
    [
      'reading pages, which this model does only while it thinks',
      asked('dashscope', workspace, 'qwen3-max', { searchStrategy: 'agent_max' }),
      { enable_search: true, search_options: { search_strategy: 'agent' } },
    ],
    [
      'reading pages, thinking',
      asked('dashscope', workspace, 'qwen3-max', { searchStrategy: 'agent_max', thinking: 'on' }),
      { enable_search: true, search_options: { search_strategy: 'agent_max' } },
    ],
    ['by a model that cannot', asked('dashscope', beijing, 'qwen3-coder-plus'), {}],
    ['by one that cannot there', asked('dashscope', singapore, 'qwen-plus'), {}],
    ['of nobody', asked('dashscope', beijing, 'qwen-plus', { search: 'off' }), {}],
    [
      'OpenRouter',
      asked('openrouter', 'https://openrouter.ai/api/v1', 'a/b'),
      { tools: [{ type: 'openrouter:web_search' }] },
    ],
    ['OpenAI', asked('openai', 'https://api.openai.com/v1', 'gpt-5.2'), {}],
    ['a server of somebody’s own', asked('compatible', 'http://localhost/v1', 'qwen-plus'), {}],
  ])('%s', (_, sent, wanted) => {
    expect(sent).toEqual(wanted);
  });
});

test.each<[model: string, baseUrl: string, ability: string, strategies: string[]]>([
  ['qwen-max-latest', beijing, 'sources', ['turbo', 'max']],
  ['qwen3.8-max', beijing, 'sources', ['turbo', 'max', 'agent', 'agent_max']],
  ['qwen3-max', workspace, 'sources', ['agent', 'agent_max']],
  ['qwen3-max-2025-09-23', singapore, 'sources', ['agent']],
  ['qwen-plus', codingPlan, 'plain', ['turbo', 'max']],
  ['qwen-turbo', beijing, 'none', []],
  ['somebodys-model', beijing, 'unknown', ['turbo', 'max']],
])('of %s at %s it is known whether it searches', (model, baseUrl, ability, strategies) => {
  const at = { kind: 'dashscope', baseUrl } as const;
  expect(takesOf(at, model).search).toBe(ability);
  expect(takesOf(at, model).searchStrategies).toEqual(strategies);
});

describe('an answer that rests on a search', () => {
  const found = { text: 'Cloudy.[1]', sources: [{ title: '天气', url: 'https://example.com/w' }] };
  const there = provider(demo.url.replace('/v1', '/compatible-mode/v1'));

  async function searched(scenario: object, options: Partial<ChatRequest> = {}) {
    const deltas: Delta[] = [];
    const model = `script:${JSON.stringify({ ...found, ...scenario })}`;
    const { end } = await chat(there, request(model, options), {
      onDeltas: (some) => void deltas.push(...some),
    });
    const text = deltas.map((delta) => (delta.type === 'text' ? delta.text : '')).join('');
    const sources = deltas.flatMap((delta) => (delta.type === 'sources' ? delta.sources : []));
    return { end, text, sources, body: demo.requests().at(-1)!.body! };
  }

  test('names its sources, and counts its searches', async () => {
    const { end, text, sources, body } = await searched({}, { search: 'always', temperature: 0.3 });
    expect(text).toBe('Cloudy.[1]');
    expect(sources).toEqual([{ index: 1, title: '天气', url: 'https://example.com/w', site: 'example.com' }]);
    expect(end).toMatchObject({ outcome: 'complete', finishReason: 'stop', usage: { searches: 1 } });
    expect(body).toMatchObject({
      input: { messages: [{ role: 'user', content: 'weather in Hangzhou?' }] },
      parameters: {
        temperature: 0.3,
        result_format: 'message',
        incremental_output: true,
        enable_search: true,
        search_options: {
          forced_search: true,
          enable_source: true,
          enable_citation: true,
          citation_format: '[<number>]',
        },
      },
    });
    expect(body).not.toHaveProperty('parameters.stream_options');
    expect(body).not.toHaveProperty('parameters.stream');
  });

  test('may think before it', async () => {
    const { end } = await searched({ thinking: 'look it up' }, { thinking: 'on' });
    expect(end).toMatchObject({ outcome: 'complete', usage: { reasoningTokens: expect.any(Number) } });
  });

  test('comes without sources where the other protocol is not known', async () => {
    const { end, text, body } = await searched({ refuse: ['native'], sources: [] });
    expect(end.outcome).toBe('complete');
    expect(text).toBe('Cloudy.[1]');
    expect(body).toMatchObject({ enable_search: true, stream: true });
  });

  test('is asked for once more, not twice, where the address does not exist', async () => {
    const paths: string[] = [];
    const to = await serve((incoming, response) => {
      paths.push(incoming.url ?? '');
      if (!incoming.url?.endsWith('/chat/completions'))
        return void response.writeHead(404).end('no such page');
      response.end(event({ content: 'plain' }, 'stop'));
    });
    const { text } = await chat(to, request('qwen-plus'));
    expect(text).toBe('plain');
    expect(paths).toEqual(['/api/v1/services/aigc/text-generation/generation', '/v1/chat/completions']);
  });

  test('fails as any other does: in the words of the other protocol', async () => {
    const { end } = await searched({ error: 'data_inspection_failed' });
    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'content_filtered' } });
    const late = await searched({ error: 'output_inspection_failed', errorAfter: 1, chunk: 2 });
    expect(late).toMatchObject({
      text: 'Cl',
      end: { outcome: 'failed', error: { code: 'content_filtered' } },
    });
  });
});
