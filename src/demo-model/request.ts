import type { IncomingMessage } from 'node:http';
import { failureNamed, Refused } from './failures.ts';
import { isObject } from './json.ts';

export type ChatMessage = { role: string; text: string; partial: boolean };

/** What was asked, as far as the demo model looks at it; `body` is all of it. */
export type ChatRequest = {
  model: string;
  messages: ChatMessage[];
  stream: boolean;
  includeUsage: boolean;
  enableThinking: boolean | undefined;
  maxTokens: number;
  maxCompletionTokens: number;
  /** Asked in DashScope's own protocol, which alone tells of what a search found. */
  native: boolean;
  body: Record<string, unknown>;
};

const LARGEST_BODY_BYTES = 64 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) throw new Refused(failureNamed('too_large'));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function chatRequest(body: Record<string, unknown>, native = false): ChatRequest {
  const streamOptions = isObject(body['stream_options']) ? body['stream_options'] : {};
  return {
    model: typeof body['model'] === 'string' ? body['model'] : '',
    messages: Array.isArray(body['messages']) ? body['messages'].map(chatMessage) : [],
    stream: body['stream'] === true,
    includeUsage: streamOptions['include_usage'] === true,
    enableThinking: typeof body['enable_thinking'] === 'boolean' ? body['enable_thinking'] : undefined,
    maxTokens: limit(body['max_tokens']),
    maxCompletionTokens: limit(body['max_completion_tokens']),
    native,
    body,
  };
}

/** Whether the answer is to rest on a search, and say on what. */
export function isSearched({ native, body }: ChatRequest): boolean {
  return native && body['enable_search'] === true;
}

/** The text that an answer is asked to go on from, or nothing. */
export function prefixOf(request: ChatRequest): string | undefined {
  const last = request.messages.at(-1);
  return last?.role === 'assistant' && last.partial ? last.text : undefined;
}

function limit(value: unknown): number {
  return typeof value === 'number' ? value : Infinity;
}

function chatMessage(value: unknown): ChatMessage {
  const message = isObject(value) ? value : {};
  return {
    role: typeof message['role'] === 'string' ? message['role'] : '',
    text: contentText(message['content']),
    partial: message['partial'] === true,
  };
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}
