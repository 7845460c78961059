import type { ServerResponse } from 'node:http';
import type { ApiError } from '../../../protocol/errors.ts';
import { type AnswerError, type ErrorCode, errorCodes } from '../../../protocol/errors.ts';
import { type Language, sentence } from '../../sentences.ts';

/** The body of an error as OpenAI has it (platform.openai.com/docs/guides/error-codes). */
export interface OpenAiError {
  error: {
    message: string;
    type: string;
    param: null;
    code: string;
    /** Of the provider, for its support. */
    request_id?: string;
  };
}

/** What OpenAI calls it, where its clients look for the name; anything else keeps ours. */
const names: Partial<Record<ErrorCode, string>> = {
  key_missing: 'invalid_api_key',
  key_invalid: 'invalid_api_key',
  key_wrong_plan: 'invalid_api_key',
  model_not_found: 'model_not_found',
  provider_not_found: 'model_not_found',
  no_model: 'model_not_found',
  context_too_long: 'context_length_exceeded',
  content_filtered: 'content_filter',
  billing: 'insufficient_quota',
  overdue: 'insufficient_quota',
  budget_reached: 'insufficient_quota',
  free_quota_used: 'insufficient_quota',
  rate_limited: 'rate_limit_exceeded',
  burst_limited: 'rate_limit_exceeded',
  tokens_limited: 'rate_limit_exceeded',
};

/** Where OpenAI has another status than we: its clients choose the class of their error by it. */
const statuses: Partial<Record<ErrorCode, number>> = {
  provider_not_found: 404,
  no_model: 404,
  key_missing: 401,
  billing: 429,
  overdue: 429,
  budget_reached: 429,
  free_quota_used: 429,
};

const typesByStatus: Partial<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
};

type Failure = Pick<AnswerError, 'code' | 'detail' | 'requestId'>;

const statusOf = (code: ErrorCode): number => statuses[code] ?? errorCodes[code].status;

function typeOf(code: ErrorCode): string {
  if (names[code] === 'insufficient_quota') return 'insufficient_quota';
  const status = statusOf(code);
  return typesByStatus[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
}

export function openAiError({ code, detail, requestId }: Failure, language: Language): OpenAiError {
  const said = sentence(code, language);
  return {
    error: {
      message: detail ? `${said} (${detail})` : said,
      type: typeOf(code),
      param: null,
      code: names[code] ?? code,
      ...(requestId ? { request_id: requestId } : {}),
    },
  };
}

export interface Refusal extends Failure {
  retryable: boolean;
  /** As the provider said it. */
  retryAfter?: string | null;
}

export const refusalOf = ({ code, detail, retryable }: ApiError): Refusal => ({
  code,
  retryable,
  ...(detail === undefined ? {} : { detail }),
});

/** OpenAI's clients try again on 409, 429 and 5xx by themselves, unless they are told that it is of no use. */
export function sendRefusal(outgoing: ServerResponse, refusal: Refusal, language: Language): void {
  if (refusal.retryAfter) outgoing.setHeader('retry-after', refusal.retryAfter);
  outgoing.setHeader('x-should-retry', String(refusal.retryable));
  sendJson(outgoing, statusOf(refusal.code), openAiError(refusal, language));
}

export function sendJson(outgoing: ServerResponse, status: number, body: unknown): void {
  const json = Buffer.from(JSON.stringify(body));
  outgoing
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': json.length })
    .end(json);
}
