import type { Provider } from './provider.ts';
import { quirksOf } from './quirks/quirks-of.ts';
import type { Quirks, Thinking } from './quirks/quirks.ts';

export interface ChatMessage {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  content: string;
}

export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  stream: true;
  thinking: Thinking;
  maxTokens?: number;
  temperature?: number;
  /** Whether the last message is the beginning of the answer. Only for a model that can go on from it. */
  fromPrefix?: boolean;
}

/** What is sent, under the provider's own names. */
export type ChatBody = Record<string, unknown> & { model: string };

/** The body for this provider, and the only place that decides which fields are sent to whom: extras of one vendor are errors at another. */
export function buildBody(provider: Provider, request: ChatRequest): ChatBody {
  const quirks = quirksOf(provider.kind);
  const { model, thinking } = request;
  const messages = request.messages.map(({ role, content }) => ({ role: roleFor(quirks, role), content }));
  return {
    model,
    messages: request.fromPrefix ? markLast(messages, quirks) : messages,
    stream: true,
    ...(quirks.asksForUsage === false ? {} : { stream_options: { include_usage: true } }),
    ...quirks.thinking?.(model, thinking),
    ...(request.fromPrefix ? quirks.prefix?.body : {}),
    ...limitFor(quirks, request),
    ...temperatureFor(quirks, request),
  };
}

function roleFor(quirks: Quirks, role: ChatMessage['role']): ChatMessage['role'] {
  return role === 'developer' ? (quirks.developerRole ?? 'system') : role;
}

function markLast(messages: readonly ChatMessage[], { prefix }: Quirks): ChatMessage[] {
  return messages.map((message, index) =>
    index === messages.length - 1 ? { ...message, ...prefix?.message } : message,
  );
}

function limitFor(quirks: Quirks, { model, maxTokens }: ChatRequest): Record<string, number> {
  if (maxTokens === undefined) return {};
  const most = quirks.maxTokens?.(model) ?? maxTokens;
  return { [quirks.maxTokensField?.(model) ?? 'max_tokens']: Math.min(maxTokens, most) };
}

function temperatureFor(quirks: Quirks, { model, temperature }: ChatRequest): Record<string, number> {
  if (temperature === undefined) return {};
  const accepted = quirks.temperature ? quirks.temperature(model, temperature) : temperature;
  return accepted === null ? {} : { temperature: accepted };
}
