import { type Message, type PartOf, sourcesOf, type Usage, wholePart } from './messages.ts';

type Answer = Pick<Message, 'id' | 'createdAt' | 'status' | 'model' | 'parts' | 'finishReason' | 'usage'>;

/** An answer as the object that OpenAI's `chat.completions.create` gives. */
export function completionOf(answer: Answer): object {
  const reasoning = wholePart(answer, 'reasoning');
  return {
    ...envelopeOf(answer),
    object: 'chat.completion',
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
  };
}

/** What a completion and all of its chunks share. */
export function envelopeOf({ id, createdAt, model }: Answer): object {
  return {
    id: `chatcmpl-${id}`,
    created: Math.floor(createdAt / 1000),
    model: nameAtProvider(model),
    system_fingerprint: null,
  };
}

export function toolCallOf({ id, name, arguments: text }: PartOf<'tool-call'>): object {
  return { id, type: 'function', function: { name, arguments: text } };
}

function toolCallsOf({ parts }: Answer): object {
  const calls = parts.filter((part) => part.type === 'tool-call');
  if (calls.length === 0) return {};
  return {
    tool_calls: calls.map(toolCallOf),
  };
}

/** The place in the text that a source belongs to is not kept: marks there name it by its number. */
export function annotationsOf(answer: Answer): object {
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

export function usageOf({
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
