import type { Message, Usage } from '../protocol/messages.ts';
import { wholePart } from './answer-printer.ts';

/** An answer as the object that `chat.completions.create` gives. */
export function completionOf(answer: Message): object {
  const reasoning = wholePart(answer, 'reasoning');
  return {
    id: `chatcmpl-${answer.id}`,
    object: 'chat.completion',
    created: Math.floor(answer.createdAt / 1000),
    model: nameAtProvider(answer.model),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: wholePart(answer, 'text'),
          refusal: null,
          ...(reasoning ? { reasoning_content: reasoning } : {}),
        },
        finish_reason: answer.finishReason,
        logprobs: null,
      },
    ],
    usage: answer.usage && usageOf(answer.usage),
    service_tier: null,
    system_fingerprint: null,
  };
}

/** `provider/model` → `model`, as its provider calls it. */
function nameAtProvider(model: string | null): string {
  return model?.replace(/^[^/]*\//, '') ?? '';
}

function usageOf({
  promptTokens,
  completionTokens,
  totalTokens,
  reasoningTokens,
  cachedTokens,
}: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: totalTokens ?? promptTokens + completionTokens,
    ...(reasoningTokens === undefined
      ? {}
      : { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
    ...(cachedTokens === undefined ? {} : { prompt_tokens_details: { cached_tokens: cachedTokens } }),
  };
}
