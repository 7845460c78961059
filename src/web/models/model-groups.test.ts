import { expect, test } from 'vitest';
import { unknownFacts } from '../../protocol/model-facts.ts';
import { type ModelInfo, type ModelsReply, plainTakes, type ProviderInfo } from '../../protocol/models.ts';
import { lastUsedModels, modelGroups, type ModelWords, namedModel } from './model-groups.ts';

const words: ModelWords = {
  problem: ({ code }) => `problem: ${code}`,
  name: ({ name }) => name,
  demo: 'not a language model',
  signs: ({ thinking }) => (thinking === 'hybrid' ? ['can think'] : []),
  use: (model) => `use ${model}`,
  favourites: 'Favourites',
  lastUsed: 'Last used',
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
  expect(modelGroups(reply, words, { favourites: [], lastUsed: [] })).toEqual([
    {
      id: 'of-qwen',
      label: 'QWEN',
      items: [{ id: 'qwen/qwen-plus', label: 'qwen-plus', hint: 'can think' }],
    },
    { id: 'of-far', label: 'FAR', note: 'problem: upstream_unreachable', items: [] },
    {
      id: 'of-demo',
      label: 'DEMO',
      note: 'not a language model',
      items: [{ id: 'demo/tour', label: 'tour' }],
    },
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

test('favourites and the last used stand first, once each, with the provider they are of', () => {
  const first = { favourites: ['demo/tour', 'gone/model'], lastUsed: ['qwen/qwen-new', 'demo/tour'] };
  const groups = modelGroups(reply, words, first);
  expect(groups.map(({ id, items }) => [id, ...items])).toEqual([
    ['favourites', { id: 'demo/tour', label: 'tour', hint: 'DEMO', starred: true }],
    ['last-used', { id: 'qwen/qwen-new', label: 'qwen-new', hint: 'QWEN' }],
    ['of-qwen', { id: 'qwen/qwen-plus', label: 'qwen-plus', hint: 'can think' }],
    ['of-far'],
    ['of-demo'],
  ]);
});

test('the last used are those of the latest conversations, the chosen one first, and not many', () => {
  const conversations = ['a/1', null, 'a/2', 'a/1', 'a/3', 'a/4', 'a/5', 'a/6'].map((model) => ({ model }));
  expect(lastUsedModels('a/2', conversations)).toEqual(['a/2', 'a/1', 'a/3', 'a/4', 'a/5']);
  expect(lastUsedModels(null, [])).toEqual([]);
});
