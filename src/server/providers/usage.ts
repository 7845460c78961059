import type { Usage } from './delta.ts';
import { asNumber, asObject, type Wire } from './wire.ts';

/** Token counts under the names of any vendor: OpenAI's, the native protocol's, Kimi's, DeepSeek's and SGLang's. */
export function readUsage(value: unknown): Usage | null {
  const raw = asObject(value);
  if (!raw) return null;
  const promptTokens = asNumber(raw.prompt_tokens ?? raw.input_tokens);
  const completionTokens = asNumber(raw.completion_tokens ?? raw.output_tokens);
  if (promptTokens === null && completionTokens === null) return null;
  return { promptTokens: promptTokens ?? 0, completionTokens: completionTokens ?? 0, ...details(raw) };
}

function details(raw: Wire): Omit<Usage, 'promptTokens' | 'completionTokens'> {
  const prompt = asObject(raw.prompt_tokens_details ?? raw.input_tokens_details);
  const completion = asObject(raw.completion_tokens_details ?? raw.output_tokens_details);
  const totalTokens = asNumber(raw.total_tokens);
  const reasoningTokens = asNumber(completion?.reasoning_tokens ?? raw.reasoning_tokens);
  const cachedTokens = asNumber(prompt?.cached_tokens ?? raw.cached_tokens ?? raw.prompt_cache_hit_tokens);
  const kept = asNumber(prompt?.cache_creation_input_tokens) ?? 0;
  // DashScope: a cache that was told to keep something, which is found in at another price, also where nothing was added.
  const isTold = prompt?.cache_type === 'ephemeral' || kept > 0;
  // DashScope's own protocol: `plugins.search {count, strategy}`.
  const searches = asNumber(asObject(asObject(raw.plugins)?.search)?.count);
  return {
    ...(totalTokens === null ? {} : { totalTokens }),
    ...(reasoningTokens === null ? {} : { reasoningTokens }),
    ...(cachedTokens === null ? {} : { cachedTokens }),
    ...(isTold ? { keptTokens: kept } : {}),
    ...(searches === null ? {} : { searches }),
  };
}
