// DashScope's envelopes, to the letter: which keys are there, which are null, and that their order changes from chunk to chunk.
import { randomUUID } from 'node:crypto';
import { errorObject, type Failure } from './failures.ts';
import type { Piece } from './pieces.ts';
import type { Scenario, Source } from './scenario.ts';

export type Usage = {
  promptTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  thinking: boolean;
};

export type Envelope = { id: string; created: number; model: string };

export const DONE = 'data: [DONE]\n\n';

export function newEnvelope(model: string, nowMs: number): Envelope {
  return { id: `chatcmpl-${randomUUID()}`, created: Math.floor(nowMs / 1000), model };
}

export function usageObject({ promptTokens, completionTokens, reasoningTokens, thinking }: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    ...(thinking ? { completion_tokens_details: { reasoning_tokens: reasoningTokens } } : {}),
    prompt_tokens_details: { cached_tokens: 0 },
  };
}

/** Writes one answer's chunks. Text is put between two ready strings: at ten thousand tokens a second it counts. */
export class Frames {
  readonly done = DONE;
  #rest: string;
  #envelope: Envelope;
  #reasoningField: 'reasoning_content' | 'reasoning' | undefined;
  #roleSent = false;
  #turn = false;

  constructor(envelope: Envelope, reasoningField: 'reasoning_content' | 'reasoning' | undefined) {
    this.#envelope = envelope;
    this.#reasoningField = reasoningField;
    this.#rest = `],${this.#outside('null')}}\n\n`;
  }

  first(): string {
    this.#roleSent = true;
    const delta =
      this.#reasoningField === 'reasoning_content'
        ? '{"content":null,"role":"assistant","reasoning_content":""}'
        : '{"content":"","role":"assistant"}';
    return `data: {"choices":[{"delta":${delta},"index":0,"logprobs":null,"finish_reason":null}${this.#rest}`;
  }

  piece(piece: Piece): string {
    switch (piece.kind) {
      case 'content':
        return this.#delta(this.#content(JSON.stringify(piece.text)));
      case 'reasoning':
        return this.#delta(this.#reasoning(JSON.stringify(piece.text)));
      case 'tool-start':
        return this.#delta(this.#toolStart(piece.index, piece.id, piece.name));
      case 'tool-arguments':
        return this.#delta(
          `{"content":null,"tool_calls":[{"index":${piece.index},"id":"","type":"function","function":{"arguments":${JSON.stringify(piece.text)}}}]}`,
        );
      case 'source':
        return this.#delta(`{"content":"","annotations":[${JSON.stringify(annotationOf(piece.source))}]}`);
      case 'tool-end':
        return `data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":""},"index":${piece.index},"id":"","type":"function"}]},"index":0}${this.#rest}`;
    }
  }

  finish(reason: string, usage?: Usage): string {
    const delta = reason === 'tool_calls' ? '{}' : this.#content('""');
    const rest = usage ? `],${this.#outside(JSON.stringify(usageObject(usage)))}}\n\n` : this.#rest;
    return `data: {"choices":[{"finish_reason":${JSON.stringify(reason)},"delta":${delta},"index":0,"logprobs":null}${rest}`;
  }

  usage(usage: Usage): string {
    return `data: {"choices":[],${this.#outside(JSON.stringify(usageObject(usage)))}}\n\n`;
  }

  failure(failure: Failure): string {
    return `data: ${JSON.stringify({ error: errorObject(failure), id: this.#envelope.id })}\n\n`;
  }

  #delta(delta: string): string {
    this.#turn = !this.#turn;
    return this.#turn
      ? `data: {"choices":[{"finish_reason":null,"logprobs":null,"delta":${delta},"index":0}${this.#rest}`
      : `data: {"choices":[{"delta":${delta},"finish_reason":null,"index":0,"logprobs":null}${this.#rest}`;
  }

  #content(json: string): string {
    return this.#reasoningField === 'reasoning_content'
      ? `{"content":${json},"reasoning_content":null}`
      : `{"content":${json}}`;
  }

  #reasoning(json: string): string {
    return this.#reasoningField === 'reasoning'
      ? `{"reasoning":${json}}`
      : `{"content":null,"reasoning_content":${json}}`;
  }

  #toolStart(index: number, id: string, name: string): string {
    const role = this.#roleSent ? '' : ',"role":"assistant"';
    this.#roleSent = true;
    const call = JSON.stringify({ index, id, type: 'function', function: { name, arguments: '' } });
    return `{"content":null,"tool_calls":[${call}]${role}}`;
  }

  #outside(usage: string): string {
    const { id, created, model } = this.#envelope;
    return `"object":"chat.completion.chunk","usage":${usage},"created":${created},"system_fingerprint":null,"model":${JSON.stringify(model)},"id":"${id}"`;
  }
}

/** As OpenAI's models that search and OpenRouter name a page; they also say where in the text it belongs. */
export function annotationOf({ title, url }: Source): object {
  return { type: 'url_citation', url_citation: { start_index: 0, end_index: 0, title, url } };
}

export type WholeAnswer = { content: string; reasoning: string; toolCalls: object[]; annotations: object[] };

export function completion(
  envelope: Envelope,
  answer: WholeAnswer,
  {
    finish,
    usage,
    reasoningField,
  }: { finish: string | null; usage: Usage; reasoningField: Scenario['reasoningField'] },
): object {
  const message = {
    content: answer.content,
    ...(answer.reasoning ? { [reasoningField]: answer.reasoning } : {}),
    role: 'assistant',
    ...(answer.toolCalls.length > 0 ? { tool_calls: answer.toolCalls } : {}),
    ...(answer.annotations.length > 0 ? { annotations: answer.annotations } : {}),
  };
  return {
    choices: [{ message, finish_reason: finish, index: 0, logprobs: null }],
    object: 'chat.completion',
    usage: usageObject(usage),
    created: envelope.created,
    system_fingerprint: null,
    model: envelope.model,
    id: envelope.id,
  };
}
