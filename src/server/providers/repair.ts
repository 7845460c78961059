import type { AnswerError } from '../../protocol/errors.ts';
import type { ChatBody } from './request.ts';

/** Fields without which the question is still the same, and what a refusal calls them. */
const optional: readonly [field: string, names: RegExp][] = [
  ['enable_thinking', /enable_thinking/i],
  ['thinking', /thinking/i],
  ['reasoning_effort', /reasoning|thinking/i],
  ['reasoning', /reasoning|thinking/i],
  ['chat_template_kwargs', /chat_template_kwargs|enable_thinking/i],
  ['stream_options', /stream_options|include_usage/i],
  ['temperature', /temperature/i],
];

/**
 * The question as a server that refused it may take it: a limit clamped to what it named, or the setting that it complained about left away.
 * Models change what they take faster than any table of ours. `null`: nothing of ours was at fault.
 */
export function repairedBody(body: ChatBody, { code, detail = '' }: AnswerError): ChatBody | null {
  if (code !== 'parameter_refused') return null;
  return clamped(body, detail) ?? renamed(body, detail) ?? withoutRefused(body, detail);
}

function clamped(body: ChatBody, detail: string): ChatBody | null {
  const most = Number(/range of max_tokens should be \[\d+, *(\d+)\]/i.exec(detail)?.[1]);
  return most > 0 && Number(body.max_tokens) > most ? { ...body, max_tokens: most } : null;
}

/** OpenAI's newer models, and servers that follow them, know only the longer name. */
function renamed(body: ChatBody, detail: string): ChatBody | null {
  if (body.max_tokens === undefined || !/max_completion_tokens/.test(detail)) return null;
  const { max_tokens: limit, ...rest } = body;
  return { ...rest, max_completion_tokens: limit };
}

function withoutRefused(body: ChatBody, detail: string): ChatBody | null {
  const refused = optional.find(([field, names]) => body[field] !== undefined && names.test(detail));
  if (!refused) return null;
  const rest: ChatBody = { ...body };
  delete rest[refused[0]];
  return rest;
}
