import { describe, expect, it } from 'vitest';
import { type TokenPrice, unknownFacts } from '../../protocol/model-facts.ts';
import { modelFacts } from './catalogue/catalogue.ts';
import { withCost } from './cost.ts';
import type { ProviderKind } from './provider.ts';
import { readUsage } from './usage.ts';

const beijing = 'https://dashscope.aliyuncs.com/compatible-mode/v1';

function modelOf(kind: ProviderKind, price: TokenPrice | null, baseUrl = beijing) {
  const provider = { id: 'one', name: 'One', kind, baseUrl, apiKey: null };
  return { provider, facts: { ...unknownFacts, price } };
}

const price: TokenPrice = {
  currency: 'CNY',
  input: 0.8,
  cachedInput: 0.2,
  output: 2,
  thinkingOutput: 8,
  tiers: [
    { above: 1000, input: 2.4, output: 20 },
    { above: 5000, input: 4.8, output: 48 },
  ],
  asOf: '2026-05-01',
  source: 'https://example.com/prices',
};
const qwen = modelOf('dashscope', price);

const micros = (usage: Partial<Parameters<typeof withCost>[0]>, thought = false): number | undefined =>
  withCost({ promptTokens: 0, completionTokens: 0, ...usage }, qwen, thought).cost?.amounts[0]?.micros;

describe('what a request costs', () => {
  it('is its input and output at the price of a million tokens, with the date of the price', () => {
    const usage = { promptTokens: 1000, completionTokens: 500 };
    expect(withCost(usage, qwen, false)).toEqual({
      ...usage,
      cost: { amounts: [{ currency: 'CNY', micros: 800 + 1000 }], asOf: '2026-05-01' },
    });
  });

  it('is less for input that the provider still had', () => {
    expect(micros({ promptTokens: 1000, cachedTokens: 600 })).toBe(400 * 0.8 + 600 * 0.2);
  });

  it('is more for an answer that was thought over, counted by the provider or only seen', () => {
    expect(micros({ completionTokens: 100, reasoningTokens: 60 })).toBe(800);
    expect(micros({ completionTokens: 100 }, true)).toBe(800);
    expect(micros({ completionTokens: 100, reasoningTokens: 0 })).toBe(200);
  });

  it('is that of its length for the whole request, where long ones have a price of their own', () => {
    expect(micros({ promptTokens: 1000 })).toBe(800);
    expect(micros({ promptTokens: 1001 })).toBe(Math.round(1001 * 2.4));
    expect(micros({ promptTokens: 5001, completionTokens: 10, cachedTokens: 5001 })).toBe(
      Math.round(5001 * 4.8 + 480),
    );
  });

  it('is a quarter more for input that is kept on being told to, and a tenth for what is found of it', () => {
    expect(micros({ promptTokens: 300, cachedTokens: 200, keptTokens: 100 })).toBe(
      100 * 0.8 * 1.25 + 200 * 0.08,
    );
    const details = { cached_tokens: 200, cache_type: 'ephemeral', cache_creation_input_tokens: 0 };
    const found = readUsage({ prompt_tokens: 300, completion_tokens: 0, prompt_tokens_details: details });
    expect(micros(found!)).toBe(100 * 0.8 + 200 * 0.08);
  });

  it('never counts more cached input than there was input', () => {
    expect(micros({ promptTokens: 10, cachedTokens: 40 })).toBe(2);
  });

  it('is nothing on a server of one’s own, and not known where nobody says a price', () => {
    const usage = { promptTokens: 1000, completionTokens: 500 };
    expect(withCost(usage, modelOf('ollama', null), false).cost).toEqual({ amounts: [] });
    expect(withCost(usage, modelOf('compatible', null), false)).not.toHaveProperty('cost');
    expect(withCost(usage, modelOf('openai', null), false)).not.toHaveProperty('cost');
  });

  it('is what the operator says also on a server of one’s own', () => {
    expect(withCost({ promptTokens: 10, completionTokens: 0 }, modelOf('vllm', price), false).cost).toEqual({
      amounts: [{ currency: 'CNY', micros: 8 }],
      asOf: '2026-05-01',
    });
  });

  it('is known of Qwen by the catalogue, in yuan or dollars as the address has it, and not at a plan’s', () => {
    const usage = { promptTokens: 1_000_000, completionTokens: 0, cachedTokens: 1_000_000 };
    const costAt = (baseUrl: string) => {
      const { price: known } = modelFacts('dashscope', 'qwen3.8-flash', baseUrl);
      return withCost(usage, modelOf('dashscope', known, baseUrl), false).cost?.amounts;
    };
    expect(costAt(beijing)).toEqual([{ currency: 'CNY', micros: 100_000 }]);
    expect(costAt('https://coding.dashscope.aliyuncs.com/v1')).toBeUndefined();
  });
});
