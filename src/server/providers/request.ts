import type { AnswerOptions } from '../../protocol/answer-options.ts';
import type { ModelTakes, Range } from '../../protocol/models.ts';
import type { Provider } from './provider.ts';
import { quirksOf, takesOf } from './quirks/quirks-of.ts';
import type { Quirks, Thinking } from './quirks/quirks.ts';
import { searchFields } from './search.ts';
import { learnedTakes, type Traits } from './traits.ts';

export interface ChatMessage {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  content: string;
}

/** How an answer is wanted, where a server is to be told. */
export interface Wishes extends Omit<AnswerOptions, 'thinking'> {
  thinking: Thinking;
}

export interface ChatRequest extends Wishes {
  model: string;
  messages: ChatMessage[];
  stream: true;
  /** Whether the last message is the beginning of the answer. Only for a model that can go on from it. */
  fromPrefix?: boolean;
  /** Whether the next question is likely to come soon, with all of this before it. */
  keepForNext?: boolean;
}

/** What is sent, under the provider's own names. */
export type ChatBody = Record<string, unknown> & { model: string };

/** The body for this provider, and the only place that decides which fields are sent to whom: extras of one vendor are errors at another. */
export function buildBody(provider: Provider, request: ChatRequest, traits: Traits = {}): ChatBody {
  const quirks = quirksOf(provider.kind);
  const { model, thinking } = request;
  const takes = learnedTakes(takesOf(provider, model), traits);
  const plain = request.messages.map(({ role, content }) => ({ role: roleFor(quirks, role), content }));
  const search = searchFields(provider, request, takes);
  // What a search finds stands in the prompt as well, and is another each time; JSON may need a word more.
  const isPlain = Object.keys(search).length === 0 && !request.json;
  const isKept = request.keepForNext && isPlain && quirks.cacheMarks?.(model);
  const messages = isKept ? withCacheMark(plain) : plain;
  return {
    model,
    messages: request.fromPrefix ? markLast(messages, quirks) : messages,
    stream: true,
    ...(quirks.asksForUsage === false ? {} : { stream_options: { include_usage: true } }),
    ...quirks.thinking?.(model, thinking),
    ...depthFor(quirks, request, takes),
    ...search,
    ...(request.fromPrefix ? quirks.prefix?.body : {}),
    ...sampling(request, quirks.maxTokensField?.(model) ?? 'max_tokens', takes),
  };
}

/**
 * Alibaba's explicit cache keeps all up to a mark for 5 minutes, and finds what was kept from marks up to 20 blocks further up:
 * so the last message alone is marked, and all before it stays as it was
 * (help.aliyun.com/zh/model-studio/context-cache, read 2026-11-22).
 */
function withCacheMark(messages: readonly ChatMessage[]): object[] {
  return messages.map(({ role, content }, index) => {
    if (index < messages.length - 1) return { role, content };
    return { role, content: [{ type: 'text', text: content, cache_control: { type: 'ephemeral' } }] };
  });
}

function depthFor(
  quirks: Quirks,
  { model, thinking, depth }: ChatRequest,
  { depths }: ModelTakes,
): Record<string, unknown> {
  if (thinking === 'off' || depth === undefined || !depths.includes(depth)) return {};
  return quirks.depth?.(model, depth) ?? {};
}

function roleFor(quirks: Quirks, role: ChatMessage['role']): ChatMessage['role'] {
  return role === 'developer' ? (quirks.developerRole ?? 'system') : role;
}

function markLast(messages: readonly object[], { prefix }: Quirks): object[] {
  return messages.map((message, index) =>
    index === messages.length - 1 ? { ...message, ...prefix?.message } : message,
  );
}

/** What this model does not take is not sent, and what it takes in bounds is brought within them. */
function sampling(wishes: Wishes, limitField: string, takes: ModelTakes): Record<string, unknown> {
  const { temperature, topP, maxTokens, seed, stop, json } = wishes;
  return {
    ...(maxTokens === undefined ? {} : { [limitField]: Math.min(maxTokens, takes.maxTokens ?? maxTokens) }),
    ...within('temperature', temperature, takes.temperature),
    ...within('top_p', topP, takes.topP),
    ...(seed === undefined || !takes.seed ? {} : { seed }),
    ...(stop === undefined || takes.stop === 0 ? {} : { stop: stop.slice(0, takes.stop) }),
    ...(json && takes.json ? { response_format: { type: 'json_object' } } : {}),
  };
}

function within(field: string, wanted: number | undefined, range: Range | null): Record<string, number> {
  if (wanted === undefined || range === null) return {};
  return { [field]: Math.min(Math.max(wanted, range.min), range.max) };
}
