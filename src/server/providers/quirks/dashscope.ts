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
  errorCodes: {
    // Tokens a minute, not money, whatever the message says.
    insufficient_quota: 'tokens_limited',
  },
};

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
