import { type ModelTakes, plainTakes } from '../../../protocol/models.ts';
import type { Provider, ProviderKind } from '../provider.ts';
import { dashscope } from './dashscope.ts';
import { deepseek } from './deepseek.ts';
import { llamacpp } from './llamacpp.ts';
import { moonshot } from './moonshot.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import type { Quirks } from './quirks.ts';
import { sglang, vllm } from './vllm.ts';
import { zhipu } from './zhipu.ts';

/** Servers that refuse or misread what they do not know get the plain protocol and nothing else. */
const plain: Quirks = {};

const quirks: Record<ProviderKind, Quirks> = {
  dashscope,
  deepseek,
  moonshot,
  zhipu,
  openrouter,
  openai,
  ollama,
  vllm,
  sglang,
  llamacpp,
  lmstudio: plain,
  // The demo model speaks DashScope's dialect, so that a first start takes the same path as Qwen.
  demo: { ...dashscope, prefix: { message: { partial: true } } },
  compatible: plain,
};

export function quirksOf(kind: ProviderKind): Quirks {
  return quirks[kind];
}

/** Which wishes a model takes, and within which bounds. */
export function takesOf({ kind, baseUrl }: Pick<Provider, 'kind' | 'baseUrl'>, model: string): ModelTakes {
  return { ...plainTakes, ...quirksOf(kind).takes?.(model, baseUrl) };
}

/** Whether something is sent here that has this model think or not: without it a switch would do nothing. */
export function switchesThinking({ kind }: Pick<Provider, 'kind'>, model: string): boolean {
  const { thinking } = quirksOf(kind);
  return JSON.stringify(thinking?.(model, 'on')) !== JSON.stringify(thinking?.(model, 'off'));
}

/** Whether a model writes on from the beginning of an answer that it is given, thinking off. */
export function goesOnFromPrefix(provider: Provider, model: string): boolean {
  const { prefix } = quirksOf(provider.kind);
  return prefix !== undefined && (prefix.fits?.(model, provider.baseUrl) ?? true);
}
