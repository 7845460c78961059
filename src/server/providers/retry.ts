import type { AnswerError, ErrorCode } from '../../protocol/errors.ts';
import { headerOf, type ReplyHead } from './reply-head.ts';

/** How often at most, and how long the first wait is at most, for what is worth another try without asking anybody. */
const patience: Partial<Record<ErrorCode, { tries: number; firstWaitMs: number }>> = {
  rate_limited: { tries: 5, firstWaitMs: 1_000 },
  burst_limited: { tries: 5, firstWaitMs: 5_000 },
  tokens_limited: { tries: 5, firstWaitMs: 8_000 },
  overloaded: { tries: 5, firstWaitMs: 5_000 },
  // Files of a message could not be fetched: once more, then somebody has to look.
  media_unreadable: { tries: 2, firstWaitMs: 1_000 },
  upstream_failed: { tries: 3, firstWaitMs: 1_000 },
  upstream_unreachable: { tries: 3, firstWaitMs: 1_000 },
  upstream_cut: { tries: 3, firstWaitMs: 1_000 },
  // Each of these already took a minute or two of somebody's time.
  upstream_timeout: { tries: 2, firstWaitMs: 1_000 },
  upstream_stalled: { tries: 2, firstWaitMs: 1_000 },
};

const longestWaitMs = 60_000;
/** A server that wishes to be left alone for longer is not asked again unless a person does. */
const longestWishMs = 5 * 60_000;

export interface TryAgain {
  error: AnswerError;
  /** The tries that have failed, this one included. */
  attempt: number;
  retryAfterMs: number | null;
  /** [0, 1) */
  random: number;
}

/** How long to wait before the next try: as the server says, or at random within 1, 2, 4 … 60 seconds. `null`: no further try. */
export function retryWaitMs({ error, attempt, retryAfterMs, random }: TryAgain): number | null {
  const rule = error.retryable ? patience[error.code] : undefined;
  if (!rule || attempt >= rule.tries) return null;
  if (retryAfterMs !== null) return retryAfterMs > longestWishMs ? null : Math.max(retryAfterMs, 0);
  return Math.floor(random * Math.min(rule.firstWaitMs * 2 ** (attempt - 1), longestWaitMs));
}

/** `Retry-After` in seconds or as a date, or OpenAI's in milliseconds; `null` where there is none that makes sense. */
export function retryAfterMs(head: ReplyHead | null, now: number): number | null {
  if (!head) return null;
  const exact = numberIn(headerOf(head, 'retry-after-ms'));
  if (exact !== null) return exact;
  const value = headerOf(head, 'retry-after');
  const seconds = numberIn(value);
  if (seconds !== null) return seconds * 1000;
  const date = Date.parse(value ?? '');
  return Number.isNaN(date) ? null : Math.max(date - now, 0);
}

function numberIn(value: string | null): number | null {
  return value !== null && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}
