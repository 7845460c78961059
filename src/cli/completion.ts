import { type Message, sourcesOf, type Usage } from '../protocol/messages.ts';
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
          ...toolCallsOf(answer),
          ...annotationsOf(answer),
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

function toolCallsOf({ parts }: Message): object {
  const calls = parts.filter((part) => part.type === 'tool-call');
  if (calls.length === 0) return {};
  return {
    tool_calls: calls.map(({ id, name, arguments: text }) => ({
      id,
      type: 'function',
      function: { name, arguments: text },
    })),
  };
}

/** The place in the text that a source belongs to is not kept: marks there name it by its number. */
function annotationsOf(answer: Message): object {
  const annotations = sourcesOf(answer).map(({ title, url }) => ({
    type: 'url_citation',
    url_citation: { title, url },
  }));
  return annotations.length === 0 ? {} : { annotations };
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
