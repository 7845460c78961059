import { afterEach, describe, expect, test } from 'vitest';
import { modelFacts, useCatalogueOf } from './catalogue.ts';
import { dashscopeModels } from './dashscope-models.ts';

const beijing = 'https://dashscope.aliyuncs.com/compatible-mode/v1';
const singapore = 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1';

afterEach(() => useCatalogueOf({}));

describe('the catalogue', () => {
  test('knows how each model that is offered first thinks, and how much it reads', () => {
    for (const model of dashscopeModels) {
      const { thinking, context, inputs } = modelFacts('dashscope', model);
      expect([model, thinking]).not.toEqual([model, 'unknown']);
      expect(context).toBeGreaterThan(0);
      expect(inputs).toContain('text');
    }
  });

  test('knows the limits and prices of each place', () => {
    expect(modelFacts('dashscope', 'qwen-max', singapore).context).toBe(32_768);
    expect(modelFacts('dashscope', 'qwen-max', beijing).context).toBe(131_072);
    expect(modelFacts('dashscope', 'qwen-plus', beijing).price).toMatchObject({
      currency: 'CNY',
      input: 0.8,
    });
    expect(modelFacts('dashscope', 'qwen-plus', singapore).price).toMatchObject({
      currency: 'USD',
      input: 0.4,
    });
    expect(
      modelFacts('dashscope', 'qwen-plus', 'https://llm-1.eu-central-1.maas.aliyuncs.com/v1').price,
    ).toBeNull();
  });

  test('says nothing of what nobody knows', () => {
    expect(modelFacts('dashscope', 'qwen-of-tomorrow')).toEqual({
      thinking: 'unknown',
      thinksByDefault: false,
      cacheMarks: false,
      context: null,
      maxOutput: null,
      inputs: null,
      streamOnly: null,
      search: null,
      tools: null,
      price: null,
    });
  });

  test('knows a model by its name wherever it runs, but not what its vendor sells with it', () => {
    const own = { thinking: 'hybrid', context: null, search: null, price: null };
    expect(modelFacts('vllm', 'Qwen/Qwen3-8B')).toMatchObject(own);
    expect(modelFacts('ollama', 'qwen3:8b')).toMatchObject(own);
    expect(modelFacts('compatible', 'qwen-plus')).toMatchObject({
      context: 1_000_000,
      search: null,
      price: null,
    });
  });

  test('lets the operator have the first word, field by field', () => {
    const price = {
      currency: 'CNY' as const,
      input: 1,
      output: 2,
      asOf: '2026-11-01',
      source: 'https://example.com/prices',
    };
    useCatalogueOf({
      dashscope: [{ match: 'qwen-plus*', price }],
      vllm: [{ match: 'house-model', thinking: 'off', context: 16_384 }],
    });
    expect(modelFacts('dashscope', 'qwen-plus-latest')).toMatchObject({ price, context: 1_000_000 });
    expect(modelFacts('vllm', 'house-model')).toMatchObject({ thinking: 'hybrid', context: 16_384 });
  });
});
