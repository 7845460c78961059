import { modelFacts } from '../catalogue.ts';
import type { Quirks, Thinking } from './quirks.ts';

export const dashscope: Quirks = {
  thinking: (model, thinking) => {
    const wanted = enableThinking(model, thinking);
    return wanted === null ? {} : { enable_thinking: wanted };
  },
  maxTokens: (model) => modelFacts(model)?.maxOutput ?? null,
  // [0, 2): unlike OpenAI, 2 itself is refused.
  temperature: (_model, temperature) => Math.min(temperature, 1.99),
  prefix: { fits: (model) => isKnownToGoOn(model), message: { partial: true } },
  errorCodes: {
    // Tokens a minute, not money, whatever the message says.
    insufficient_quota: 'tokens_limited',
  },
};

/**
 * Those that Alibaba's pages on partial mode name: Qwen up to 3.7 without the models for one purpose. A model that
 * always thinks cannot, and of Qwen 3.8 none is named yet.
 */
function isKnownToGoOn(model: string): boolean {
  const named = /^qwen(2(\.5)?|3(\.[5-7])?)?-/.test(model) && !/omni|-mt-|-long|character|-doc/.test(model);
  return named && modelFacts(model)?.thinking !== 'only';
}

/**
 * Hybrid models differ in their default, so theirs is always said. Models that only think refuse `false`, and models that never think
 * need nothing. Of a model that we do not know, only what was asked for is said.
 */
function enableThinking(model: string, thinking: Thinking): boolean | null {
  const facts = modelFacts(model);
  if (facts && facts.thinking !== 'hybrid') return null;
  if (thinking !== 'default') return thinking === 'on';
  return facts ? facts.thinksByDefault : null;
}
