import * as z from 'zod/mini';

/**
 * Every code that a client can meet: as `code` of a problem (RFC 9457) or as the `error` of an answer that failed.
 * A code is stable; its sentence for people is in the page's catalogues and the command line's.
 * `status` is the HTTP status it is answered with; `retryable` says whether the same request may succeed later.
 */
export const errorCodes = {
  // What was asked
  invalid_request: { status: 400, retryable: false },
  invalid_json: { status: 400, retryable: false },
  too_large: { status: 413, retryable: false },
  unsupported_media_type: { status: 415, retryable: false },
  not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
  conversation_not_found: { status: 404, retryable: false },
  message_not_found: { status: 404, retryable: false },
  answer_not_found: { status: 404, retryable: false },
  provider_not_found: { status: 404, retryable: false },
  id_reused: { status: 409, retryable: false },
  parent_not_found: { status: 409, retryable: false },
  already_started: { status: 409, retryable: false },
  answer_unfinished: { status: 409, retryable: true },
  cannot_continue: { status: 409, retryable: false },
  offset_gone: { status: 410, retryable: false },
  // Who asked, and from where
  forbidden_host: { status: 403, retryable: false },
  forbidden_origin: { status: 403, retryable: false },
  // The server
  internal: { status: 500, retryable: true },
  disk_full: { status: 507, retryable: true },
  storage_failing: { status: 503, retryable: true },
  shutting_down: { status: 503, retryable: true },
  // Other hosts, asked on a person's order
  address_refused: { status: 400, retryable: false },
  host_unreachable: { status: 502, retryable: true },
  host_elsewhere: { status: 409, retryable: false },
  image_too_large: { status: 502, retryable: false },
  image_unreadable: { status: 502, retryable: false },
  // What waits already
  queue_full: { status: 429, retryable: true },
  // What a person has allowed to be spent
  budget_reached: { status: 402, retryable: false },
  // The model's side
  no_model: { status: 409, retryable: false },
  key_missing: { status: 409, retryable: false },
  key_invalid: { status: 401, retryable: false },
  key_wrong_plan: { status: 401, retryable: false },
  model_not_found: { status: 404, retryable: false },
  model_forbidden: { status: 403, retryable: false },
  overdue: { status: 402, retryable: false },
  billing: { status: 402, retryable: false },
  free_quota_used: { status: 403, retryable: false },
  content_filtered: { status: 400, retryable: false },
  media_unreadable: { status: 400, retryable: true },
  context_too_long: { status: 400, retryable: false },
  parameter_refused: { status: 400, retryable: false },
  rate_limited: { status: 429, retryable: true },
  burst_limited: { status: 429, retryable: true },
  tokens_limited: { status: 429, retryable: true },
  overloaded: { status: 503, retryable: true },
  upstream_failed: { status: 502, retryable: true },
  upstream_unreachable: { status: 502, retryable: true },
  upstream_timeout: { status: 504, retryable: true },
  upstream_stalled: { status: 504, retryable: true },
  upstream_cut: { status: 502, retryable: true },
  upstream_unreadable: { status: 502, retryable: true },
  answer_empty: { status: 502, retryable: true },
  answer_too_long: { status: 502, retryable: false },
  answer_too_slow: { status: 504, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];
export const ErrorCode = z.enum(codes);

/**
 * Why an answer failed: the code decides the sentence; the rest is for whoever wants to look closer.
 * `detail` is the provider's own message (shortened, keys removed); `requestId` is what its support asks for.
 */
export const AnswerError = z.object({
  code: ErrorCode,
  retryable: z.boolean(),
  detail: z.optional(z.string()),
  providerCode: z.optional(z.string()),
  httpStatus: z.optional(z.number()),
  requestId: z.optional(z.string()),
});
export type AnswerError = z.infer<typeof AnswerError>;

/** The body of every error reply under `/api` (RFC 9457, `application/problem+json`). */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: ErrorCode,
  detail: z.optional(z.string()),
  retryable: z.boolean(),
});
export type Problem = z.infer<typeof Problem>;

/** Thrown by whoever finds out, made into a reply in one place only. `detail` is shown to the client: no secrets in it. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ? `${code}: ${detail}` : code, options);
    this.name = 'ApiError';
    this.code = code;
    this.detail = detail;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}
