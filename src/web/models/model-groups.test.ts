import { expect, test } from 'vitest';
import { unknownFacts } from '../../protocol/model-facts.ts';
import { type ModelInfo, type ModelsReply, plainTakes, type ProviderInfo } from '../../protocol/models.ts';
import { modelGroups, type ModelWords, namedModel } from './model-groups.ts';

const words: ModelWords = {
  problem: ({ code }) => `problem: ${code}`,
  name: ({ name }) => name,
  demo: 'not a language model',
  thinking: (thinking) => (thinking === 'hybrid' ? 'can think' : undefined),
  use: (model) => `use ${model}`,
};

const provider = (id: string, kind: ProviderInfo['kind']): ProviderInfo => ({
  id,
  name: id.toUpperCase(),
  kind,
  baseUrl: 'http://127.0.0.1/v1',
  source: 'page',
  key: 'set',
});
const model = (providerId: string, name: string, thinking: ModelInfo['thinking'] = 'none'): ModelInfo => ({
  id: `${providerId}/${name}`,
  providerId,
  name,
  thinking,
  takes: plainTakes,
  ...unknownFacts,
});

const reply: ModelsReply = {
  providers: [provider('qwen', 'dashscope'), provider('far', 'openai'), provider('demo', 'demo')],
  models: [model('qwen', 'qwen-plus', 'hybrid'), model('demo', 'tour')],
  defaultModel: 'qwen/qwen-plus',
  problems: [{ providerId: 'far', error: { code: 'upstream_unreachable', retryable: true } }],
};

test('models stand under their provider; one whose list is missing says why; the demo says what it is', () => {
  expect(modelGroups(reply, words)).toEqual([
    { id: 'qwen', label: 'QWEN', items: [{ id: 'qwen/qwen-plus', label: 'qwen-plus', hint: 'can think' }] },
    { id: 'far', label: 'FAR', note: 'problem: upstream_unreachable', items: [] },
    { id: 'demo', label: 'DEMO', note: 'not a language model', items: [{ id: 'demo/tour', label: 'tour' }] },
  ]);
});

test('a name that is in no list can be asked for at every provider but the demo', () => {
  const items = namedModel(reply, 'gpt-next', words).flatMap((group) => group.items);
  expect(items).toEqual([
    { id: 'qwen/gpt-next', label: 'use gpt-next' },
    { id: 'far/gpt-next', label: 'use gpt-next' },
  ]);
});

test('nothing is offered beyond the list for a known name, for words, or for nothing', () => {
  for (const typed of ['qwen-plus', 'two words', '']) expect(namedModel(reply, typed, words)).toEqual([]);
});
