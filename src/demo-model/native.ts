// DashScope's own protocol: another frame around the same question, and other events around the same answer.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { badRequest, type Failure, nativeEvent, Refused } from './failures.ts';
import { isObject } from './json.ts';
import type { Piece } from './pieces.ts';
import type { Source } from './scenario.ts';

export function isNativePath(pathname: string): boolean {
  return /\/api\/v1\/services\/aigc\/(text|multimodal)-generation\/generation$/.test(pathname);
}

/** The question as it would have been asked in the compatible protocol. Only streamed answers are given here. */
export function compatibleBody(
  { model, input, parameters }: Record<string, unknown>,
  headers: IncomingHttpHeaders,
): Record<string, unknown> {
  const wanted = isObject(parameters) ? parameters : {};
  if (headers['x-dashscope-sse'] !== 'enable' || wanted['incremental_output'] !== true)
    throw new Refused(badRequest('The demo answers here only with X-DashScope-SSE and incremental_output.'));
  return { ...wanted, model, messages: isObject(input) ? input['messages'] : undefined, stream: true };
}

interface Told {
  promptTokens: number;
  thinking: boolean;
  /** What a search found; null: there was none. */
  found: readonly Source[] | null;
}

/**
 * Events as help.aliyun.com and captures have them: numbered, the status in a comment, no space behind `data:`; usage on every one,
 * sources on the first alone, and an unfinished answer ends for the reason `"null"`.
 */
export class NativeFrames {
  /** Nothing follows the last event. */
  readonly done = '';
  readonly #told: Told;
  readonly #requestId = randomUUID();
  #number = 0;
  #outputTokens = 0;
  #reasoningTokens = 0;

  constructor(told: Told) {
    this.#told = told;
  }

  first(): string {
    return this.#event({ content: '' }, 'null', this.#told.found?.map(resultOf) ?? []);
  }

  piece(piece: Piece): string {
    if (piece.kind !== 'content' && piece.kind !== 'reasoning') return '';
    this.#outputTokens += 1;
    if (piece.kind === 'content') return this.#event({ content: piece.text });
    this.#reasoningTokens += 1;
    return this.#event({ content: '', reasoning_content: piece.text });
  }

  finish(reason: string): string {
    return this.#event({ content: '' }, reason);
  }

  usage(): string {
    return '';
  }

  failure(failure: Failure): string {
    return `id:${++this.#number}\n${nativeEvent(failure, this.#requestId)}`;
  }

  #event(message: object, finish = 'null', results: readonly object[] = []): string {
    const search =
      this.#told.found === null ? {} : { search_info: { search_results: results, extra_tool_info: [] } };
    const data = {
      output: { choices: [{ message: { ...message, role: 'assistant' }, finish_reason: finish }], ...search },
      usage: this.#usage(),
      request_id: this.#requestId,
    };
    return `id:${++this.#number}\nevent:result\n:HTTP_STATUS/200\ndata:${JSON.stringify(data)}\n\n`;
  }

  #usage(): object {
    const { promptTokens, thinking, found } = this.#told;
    return {
      total_tokens: promptTokens + this.#outputTokens,
      input_tokens: promptTokens,
      output_tokens: this.#outputTokens,
      ...(thinking ? { output_tokens_details: { reasoning_tokens: this.#reasoningTokens } } : {}),
      prompt_tokens_details: { cached_tokens: 0 },
      ...(found === null ? {} : { plugins: { search: { count: 1, strategy: 'turbo' } } }),
    };
  }
}

function resultOf({ title, url }: Source, place: number): object {
  return { index: place + 1, title, url, site_name: new URL(url).hostname, icon: '' };
}
