import { expect, it } from 'vitest';
import { unknownFacts } from './model-facts.ts';
import { chooseModel, type ModelsReply, plainTakes } from './models.ts';

function reply(defaultModel: string | null, ...ids: string[]): ModelsReply {
  const models = ids.map((id) => {
    const [providerId = '', ...rest] = id.split('/');
    return {
      id,
      providerId,
      name: rest.join('/'),
      thinking: 'unknown' as const,
      takes: plainTakes,
      ...unknownFacts,
    };
  });
  const providers = [...new Set(models.map(({ providerId }) => providerId))].map((id) => ({
    id,
    name: id,
    kind: 'compatible' as const,
    baseUrl: 'http://localhost/v1',
    source: 'page' as const,
    key: 'set' as const,
  }));
  return { models, providers, defaultModel, problems: [] };
}

const models = reply('dashscope/qwen-max', 'openai/qwen-max', 'dashscope/qwen-max', 'vllm/Qwen/Qwen3-8B');

it.each([
  ['openai/qwen-max', 'openai/qwen-max'],
  ['qwen-max', 'dashscope/qwen-max'],
  ['Qwen/Qwen3-8B', 'vllm/Qwen/Qwen3-8B'],
])('takes %s for %s', (name, id) => {
  expect(chooseModel(models, name)).toBe(id);
});

it('lets the default provider answer for a model that is in no list', () => {
  expect(chooseModel(models, 'qwen-next')).toBe('dashscope/qwen-next');
  expect(chooseModel(models, 'openai/o9')).toBe('openai/o9');
});

it('leaves the name to the server where there is no provider', () => {
  expect(chooseModel(reply(null), 'qwen-max')).toBe('qwen-max');
});
