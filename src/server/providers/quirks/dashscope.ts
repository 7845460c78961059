import type { ThinkingDepth } from '../../../protocol/answer-options.ts';
import { modelFacts } from '../catalogue/catalogue.ts';
import { searchFields, searchTaken } from './dashscope-search.ts';
import type { Quirks, Thinking } from './quirks.ts';

export const dashscope: Quirks = {
  thinking: (model, thinking) => {
    const wanted = enableThinking(model, thinking);
    return wanted === null ? {} : { enable_thinking: wanted };
  },
  thinkingSwitch: (on) => ({ enable_thinking: on, ...(on ? { thinking_budget: 10_000_000 } : {}) }),
  depth: (model, depth) => (takesEffort(model) ? { reasoning_effort: efforts[depth] } : budgetFor(depth)),
  takes: (model, baseUrl) => ({
    // [0, 2) and (0, 1]: unlike OpenAI, 2 and 0 themselves are refused.
    temperature: { min: 0, max: 1.99 },
    topP: { min: 0.01, max: 1 },
    maxTokens: modelFacts('dashscope', model).maxOutput,
    depths: takesDepth(model) ? ['low', 'medium', 'high'] : [],
    ...searchTaken(model, baseUrl),
  }),
  search: searchFields,
  cacheMarks: (model) => modelFacts('dashscope', model).cacheMarks,
  prefix: { fits: (model) => isKnownToGoOn(model), message: { partial: true } },
  errorCodes: {
    // Tokens a minute, not money, whatever the message says.
    insufficient_quota: 'tokens_limited',
  },
};

/** Effort and budget together are refused, so each model is told by one of them. */
const takesEffort = (model: string): boolean => model.startsWith('qwen3.8-max');

const efforts: Record<ThinkingDepth, string> = { low: 'low', medium: 'medium', high: 'xhigh' };

/** As many tokens as the steps of effort have, by Alibaba's page on deep thinking; the highest is the model's own. */
function budgetFor(depth: ThinkingDepth): Record<string, number> {
  if (depth === 'high') return {};
  return { thinking_budget: depth === 'low' ? 4_096 : 16_384 };
}

function takesDepth(model: string): boolean {
  const { thinking } = modelFacts('dashscope', model);
  return thinking === 'hybrid' || thinking === 'only';
}

/**
 * Those that Alibaba's pages on partial mode name: Qwen up to 3.7 without the models for one purpose. A model that
 * always thinks cannot, and of Qwen 3.8 none is named yet.
 */
function isKnownToGoOn(model: string): boolean {
  const named = /^qwen(2(\.5)?|3(\.[5-7])?)?-/.test(model) && !/omni|-mt-|-long|character|-doc/.test(model);
  return named && modelFacts('dashscope', model).thinking !== 'only';
}

/**
 * Hybrid models differ in their default, so theirs is always said. Models that only think refuse `false`, and models that never think
 * need nothing. Of a model that we do not know, only what was asked for is said.
 */
function enableThinking(model: string, thinking: Thinking): boolean | null {
  const facts = modelFacts('dashscope', model);
  if (facts.thinking === 'only' || facts.thinking === 'none') return null;
  if (thinking !== 'default') return thinking === 'on';
  return facts.thinking === 'hybrid' ? facts.thinksByDefault : null;
}
