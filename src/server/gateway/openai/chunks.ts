import { annotationsOf, envelopeOf, toolCallOf, usageOf } from '../../../protocol/completion.ts';
import { type Message, sourcesOf, wholePart } from '../../../protocol/messages.ts';

/** From an answer as it grows to the chunks of a streamed completion: each time what was not sent yet. */
export class ChunkWriter {
  readonly #includesUsage: boolean;
  #begun = false;
  #text = 0;
  #reasoning = 0;
  #sources = 0;

  /** `includesUsage`: `stream_options.include_usage` of the request. */
  constructor(includesUsage: boolean) {
    this.#includesUsage = includesUsage;
  }

  /** More of the answer. */
  grown(answer: Message): object[] {
    const deltas = [this.#role(), this.#moreReasoning(answer), this.#moreText(answer)];
    return deltas.filter((delta) => delta !== null).map((delta) => chunk(answer, delta, null));
  }

  /** The rest of an answer that has ended by itself: tool calls are whole only then. */
  ended(answer: Message): object[] {
    const calls = answer.parts.filter((part) => part.type === 'tool-call');
    const deltas = [
      ...calls.map((call, index) => ({ tool_calls: [{ index, ...toolCallOf(call) }] })),
      ...this.#moreSources(answer),
    ];
    return [
      ...deltas.map((delta) => chunk(answer, delta, null)),
      chunk(answer, {}, answer.finishReason ?? 'stop'),
      ...this.#usage(answer),
    ];
  }

  #role(): object | null {
    if (this.#begun) return null;
    this.#begun = true;
    return { role: 'assistant', content: '' };
  }

  #moreReasoning(answer: Message): object | null {
    const reasoning = wholePart(answer, 'reasoning');
    if (reasoning.length <= this.#reasoning) return null;
    const delta = { reasoning_content: reasoning.slice(this.#reasoning) };
    this.#reasoning = reasoning.length;
    return delta;
  }

  #moreText(answer: Message): object | null {
    const text = wholePart(answer, 'text');
    if (text.length <= this.#text) return null;
    const delta = { content: text.slice(this.#text) };
    this.#text = text.length;
    return delta;
  }

  #moreSources(answer: Message): object[] {
    const found = sourcesOf(answer).length;
    if (found === this.#sources) return [];
    this.#sources = found;
    return [annotationsOf(answer)];
  }

  #usage(answer: Message): object[] {
    if (!this.#includesUsage || !answer.usage) return [];
    return [{ ...envelopeOf(answer), ...chunkKind, choices: [], usage: usageOf(answer.usage) }];
  }
}

const chunkKind = { object: 'chat.completion.chunk' };

function chunk(answer: Message, delta: object, finishReason: string | null): object {
  const choice = { index: 0, delta, logprobs: null, finish_reason: finishReason };
  return { ...envelopeOf(answer), ...chunkKind, choices: [choice] };
}
