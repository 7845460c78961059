import type { Cost } from '../../protocol/cost.ts';
import type { Usage } from '../../protocol/messages.ts';
import type { TokenPrice } from '../../protocol/model-facts.ts';
import type { ProviderKind } from './provider.ts';
import type { ResolvedModel } from './registry.ts';

/** What is known of a model's price. */
export type Priced = Pick<ResolvedModel, 'facts' | 'provider'>;

/** Programs that people run themselves: whatever their machines cost, tokens do not. */
const own: ReadonlySet<ProviderKind> = new Set(['ollama', 'vllm', 'sglang', 'llamacpp', 'lmstudio', 'demo']);

/** With what it costs, where that is known. */
export function withCost(usage: Usage, model: Priced, thought: boolean): Usage {
  const cost = costOf(usage, model, thought);
  return cost ? { ...usage, cost } : usage;
}

/**
 * What one request costs by the price that is known now. `thought`: the model was seen to think before it answered, which
 * several vendors price by itself, and some do not count. Undefined where nobody knows the price.
 */
function costOf(usage: Usage, { facts, provider }: Priced, thought: boolean): Cost | undefined {
  const { price } = facts;
  if (price) {
    const { currency, asOf } = price;
    return { amounts: [{ currency, micros: microsOf(usage, price, thought) }], asOf };
  }
  return own.has(provider.kind) ? { amounts: [] } : undefined;
}

/** Of the price of input: what is kept on being told to, and what is found of it (help.aliyun.com/zh/model-studio/context-cache). */
const keptShare = 1.25;
const foundShare = 0.1;

/** A price is of a million tokens, so its number is that of millionths a token. */
function microsOf(
  { promptTokens, completionTokens, cachedTokens = 0, keptTokens, reasoningTokens = 0 }: Usage,
  price: TokenPrice,
  thought: boolean,
): number {
  // What holds above a length holds for the whole request, not for what is above it.
  const rates = price.tiers?.findLast(({ above }) => promptTokens > above) ?? price;
  const cached = Math.min(cachedTokens, promptTokens);
  const cachedRate = keptTokens === undefined ? (rates.cachedInput ?? rates.input) : rates.input * foundShare;
  const kept = Math.min(keptTokens ?? 0, promptTokens);
  const output = thought || reasoningTokens > 0 ? (rates.thinkingOutput ?? rates.output) : rates.output;
  return Math.round(
    (promptTokens - cached + kept * (keptShare - 1)) * rates.input +
      cached * cachedRate +
      completionTokens * output,
  );
}
