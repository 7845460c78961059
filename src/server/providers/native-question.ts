import type { Question } from './line.ts';
import { headersOf, type Provider } from './provider.ts';
import type { ChatBody } from './request.ts';

/** What stands before `/api/v1` on a host that speaks DashScope's own protocol too; null: its addresses tell of none. */
export function nativeRootOf(baseUrl: string): string | null {
  const root = /^(https?:\/\/.+?)\/(compatible-mode\/)?v1\/*$/.exec(baseUrl);
  if (!root) return null;
  const [, before, isCompatible] = root;
  // The demo model has its own protocol under the plain address; the hosts of the coding plan have none.
  return isCompatible || !/\.aliyuncs\.com$/.test(before!) ? before! : null;
}

type Service = 'text-generation' | 'multimodal-generation';

/**
 * An answer that rests on a search is asked for in DashScope's own protocol, since the compatible one tells of no sources. A model
 * has one of two addresses, by whether it sees: the likelier comes first. Nothing where that protocol is of no use.
 */
export function nativeQuestions(provider: Provider, body: ChatBody): Question[] {
  const root =
    provider.kind === 'dashscope' || provider.kind === 'demo' ? nativeRootOf(provider.baseUrl) : null;
  if (root === null || body.enable_search !== true) return [];
  const services: Service[] = sees(body.model)
    ? ['multimodal-generation', 'text-generation']
    : ['text-generation', 'multimodal-generation'];
  return services.map((service) => ({
    url: `${root}/api/v1/services/aigc/${service}/generation`,
    headers: {
      ...headersOf(provider),
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'x-dashscope-sse': 'enable',
    },
    body: JSON.stringify(nativeBody(body, service)),
  }));
}

const sees = (model: string): boolean =>
  /^qwen3\.([5-9])-(plus|flash)|^qwen3\.[89]-max|-vl-|^qvq|omni/.test(model);

/**
 * The same question in the other protocol: the conversation is the `input`, and nearly all fields are `parameters` under the names
 * they have in the compatible one (help.aliyun.com/zh/model-studio/qwen-api-reference).
 */
function nativeBody(body: ChatBody, service: Service): object {
  const {
    model,
    messages,
    stream: _stream,
    stream_options: _options,
    search_options: search,
    ...rest
  } = body;
  return {
    model,
    input: { messages: service === 'text-generation' ? messages : inParts(messages) },
    parameters: {
      ...rest,
      result_format: 'message',
      incremental_output: true,
      search_options: { ...(search as object | undefined), ...citing(search) },
    },
  };
}

/** A model that goes searching by itself tells its sources and takes no other option. */
function citing(search: unknown): object {
  const strategy = String((search as { search_strategy?: unknown } | undefined)?.search_strategy);
  const marks = { enable_citation: true, citation_format: '[<number>]' };
  return { enable_source: true, ...(strategy.startsWith('agent') ? {} : marks) };
}

function inParts(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages;
  return messages.map((message: { content: unknown }) =>
    typeof message.content === 'string' ? { ...message, content: [{ text: message.content }] } : message,
  );
}
