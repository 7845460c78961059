import { ApiError, type ErrorCode, type Problem } from '../protocol/errors.ts';
import type { Logger } from './logger.ts';
import { type Language, sentence } from './sentences.ts';

const maxDetailLength = 500;

/** The body of an error reply (RFC 9457). */
export function problemOf(error: ApiError, language: Language): Problem {
  return {
    type: 'about:blank',
    title: sentence(error.code, language),
    status: error.status,
    code: error.code,
    ...(error.detail ? { detail: error.detail.slice(0, maxDetailLength) } : {}),
    retryable: error.retryable,
  };
}

/** Nobody waits for the reply any more: what it was for is given up, and nothing is wrong. */
export class CallerGoneError extends Error {
  constructor() {
    super('the caller is gone');
    this.name = 'CallerGoneError';
  }
}

/** What is no `ApiError` is a bug of ours: the log keeps it, the caller only learns where to look. */
export function apiErrorOf(error: unknown, logger: Logger, requestId: string): ApiError {
  if (error instanceof ApiError) {
    const { code, cause } = error;
    if (cause !== undefined) logger.warn('request-refused', { requestId, code, error: cause });
    return error;
  }
  if (error instanceof CallerGoneError) return new ApiError('invalid_request', error.message);
  logger.error('request-failed', { requestId, error });
  return new ApiError('internal', `request ${requestId}`, { cause: error });
}

const waitSeconds: Partial<Record<ErrorCode, number>> = {
  tokens_limited: 60,
  rate_limited: 10,
  shutting_down: 2,
};

/** When to try again, for the replies that owe it (429 and 503). */
export function retryAfterSeconds({ code, status }: ApiError): number | null {
  return status === 429 || status === 503 ? (waitSeconds[code] ?? 5) : null;
}
