import { errorCodes, type AnswerError, type ErrorCode } from '../../protocol/errors.ts';
import { errorFactsOf, errorFactsOfBody } from './error-body.ts';
import { codeOfFacts } from './failure-rules.ts';
import type { ProviderKind } from './provider.ts';
import { presentable } from './redact.ts';
import type { Wire } from './wire.ts';

/** Whose failure it is: the same code means different things to different vendors. */
export interface Origin {
  kind: ProviderKind;
  /** Never shown, should a server repeat it; and where there is none, a refusal means that one is missing rather than wrong. */
  apiKey: string | null;
  model?: string;
}

interface Circumstances {
  detail?: string | null;
  providerCode?: string | null;
  httpStatus?: number | null;
  requestId?: string | null;
  retryable?: boolean;
}

/** A failure that we found out ourselves: a cut, a silence, a limit. */
export function ourFailure(code: ErrorCode, about: Circumstances = {}): AnswerError {
  const detail = about.detail ? presentable(about.detail) : '';
  return {
    code,
    retryable: about.retryable ?? errorCodes[code].retryable,
    ...(detail === '' ? {} : { detail }),
    ...(about.providerCode ? { providerCode: presentable(about.providerCode) } : {}),
    ...(about.httpStatus ? { httpStatus: about.httpStatus } : {}),
    ...(about.requestId ? { requestId: presentable(about.requestId) } : {}),
  };
}

/** What an error that the server put in words means: the body of a refusal, or an error inside a stream (`status` 200). */
export function failureOfReply(origin: Origin, status: number, body: Wire | string): AnswerError {
  const facts = typeof body === 'string' ? errorFactsOfBody(body) : errorFactsOf(body);
  const code = codeOfFacts(origin, status, facts);
  return ourFailure(code, {
    detail: misleads(code, facts.message)
      ? null
      : presentable(facts.message ?? `HTTP ${status}`, origin.apiKey),
    providerCode: shown(facts.code ?? facts.type, origin),
    httpStatus: status === 200 ? facts.status : status,
    requestId: shown(facts.requestId, origin),
    // What cannot be read is read no better a second time when the server itself refused the address.
    retryable: errorCodes[code].retryable && (code !== 'upstream_unreadable' || status >= 500),
  });
}

/** DashScope says “check your plan and billing details” where only the tokens of a minute are used up. */
function misleads(code: ErrorCode, message: string | null): boolean {
  return limits.has(code) && /billing|plan|balance|余额/i.test(message ?? '');
}

const limits: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'rate_limited',
  'burst_limited',
  'tokens_limited',
]);

/** A server may repeat the key that it was given anywhere in its reply. */
function shown(text: string | null | undefined, { apiKey }: Origin): string | null {
  return text ? presentable(text, apiKey) : null;
}

/** A finish reason that is no end but a failure; `null` for every other one, known or not. */
export function failureOfFinish(finishReason: string): AnswerError | null {
  const code = finishFailures[finishReason];
  return code ? ourFailure(code, { providerCode: finishReason }) : null;
}

const finishFailures: Partial<Record<string, ErrorCode>> = {
  insufficient_system_resource: 'overloaded',
  content_filter: 'content_filtered',
  sensitive: 'content_filtered',
  network_error: 'upstream_failed',
  error: 'upstream_failed',
  abort: 'upstream_cut',
};
