import * as z from 'zod/mini';
import { AnswerOptions } from '../../../protocol/answer-options.ts';
import { ApiError } from '../../../protocol/errors.ts';
import { NewMessage } from '../../../protocol/messages.ts';

/** What is looked at of a request; everything else of it is the provider's business and passes whole. */
const Asked = z.looseObject({ model: z.string().check(z.minLength(1), z.maxLength(512)) });
export type Asked = z.infer<typeof Asked>;

const AskedChat = z.looseObject({
  ...Asked.shape,
  messages: z.array(z.looseObject({ role: z.string() })).check(z.minLength(1)),
  stream: z.optional(z.nullable(z.boolean())),
});
export type AskedChat = z.infer<typeof AskedChat>;

/** Throws `invalid_request`. */
export const readAsked = (body: unknown): Asked => parse(Asked, body);

/** Throws `invalid_request`. */
export const readAskedChat = (body: unknown): AskedChat => parse(AskedChat, body);

function parse<Value>(schema: z.ZodMiniType<Value>, body: unknown): Value {
  const result = z.safeParse(schema, body);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new ApiError('invalid_request', `${path.join('.') || 'body'}: ${message}`);
}

/** The text of the last message of the user. Throws `invalid_request`. */
export function lastQuestion({ messages }: AskedChat): string {
  const last = messages.findLast(({ role }) => role === 'user');
  if (!last) throw new ApiError('invalid_request', 'messages: there is none of the user');
  const result = z.safeParse(NewMessage.shape.text, textOf(last.content));
  if (result.success) return result.data;
  throw new ApiError('invalid_request', `messages: ${result.error.issues[0]!.message}`);
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map(textOfPart).join('');
}

function textOfPart(part: unknown): string {
  const { type, text } = (part ?? {}) as { type?: unknown; text?: unknown };
  if (type === 'text' && typeof text === 'string') return text;
  throw new ApiError('invalid_request', 'messages: a stored conversation takes text alone');
}

/** The wishes in a request of OpenAI's, under our names. Throws `invalid_request` for one that nobody takes. */
export function optionsIn(asked: AskedChat): AnswerOptions {
  const { temperature, top_p, max_completion_tokens, max_tokens, seed, stop, enable_thinking } = asked;
  const format = (asked.response_format ?? {}) as { type?: unknown };
  const wishes = {
    temperature,
    topP: top_p,
    maxTokens: max_completion_tokens ?? max_tokens,
    seed,
    stop: typeof stop === 'string' ? [stop] : stop,
    json: format.type === 'json_object' ? true : undefined,
    thinking: enable_thinking,
  };
  const given = Object.entries(wishes).filter(([, value]) => value !== undefined && value !== null);
  return parse(AnswerOptions, Object.fromEntries(given));
}
