import type { AnswerLimits } from '../config.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../logger.ts';
import { type ChatEnd, streamChat } from '../providers/chat.ts';
import type { Provider } from '../providers/provider.ts';
import type { ChatRequest } from '../providers/request.ts';
import type { AnswerEnd } from '../store/writes/answers.ts';
import { AnswerWriter, type Clock, type Continuation, type RunOf } from './answer-writer.ts';
import type { EndedBy } from './outcome.ts';

/** What a model is asked for a run. */
export interface Asked {
  request: ChatRequest;
  /** Null for the first run. */
  continuation: Continuation | null;
}

export interface RunParts {
  journal: Journal;
  logger: Logger;
  limits: AnswerLimits;
  clock: Clock;
  abort: AbortController;
}

/**
 * Writes one run of an answer: from the model's deltas to commit items, and exactly one end, whatever goes wrong.
 * Nobody needs to watch. `other` is asked where the model does not take `first`. Returns how it ended; throws only what
 * is a bug of ours.
 */
export async function runAnswer(
  of: RunOf,
  { provider, first, other }: { provider: Provider; first: Asked; other: Asked | null },
  parts: RunParts,
): Promise<AnswerEnd['status']> {
  const { abort, limits } = parts;
  const timer = setTimeout(() => abort.abort('too-slow' satisfies EndedBy), limits.answerMs);
  try {
    const { end, writer } = await ask(of, provider, first, parts);
    if (!other || !isRefused(end)) return await writer.end(end);
    const again = await ask(of, provider, other, parts);
    return await again.writer.end(again.end);
  } finally {
    clearTimeout(timer);
  }
}

/** It was not begun: a server refuses what it does not know before its first word. */
const isRefused = (end: ChatEnd): boolean =>
  end.outcome === 'failed' && end.error.code === 'parameter_refused';

async function ask(
  of: RunOf,
  provider: Provider,
  { request, continuation }: Asked,
  { journal, logger, limits, clock, abort }: RunParts,
): Promise<{ end: ChatEnd; writer: AnswerWriter }> {
  const writer = new AnswerWriter(of, continuation, { journal, clock, maxBytes: limits.answerBytes, abort });
  const end = await streamChat(provider, request, {
    signal: abort.signal,
    timeouts: { connectMs: limits.connectMs, firstByteMs: limits.firstTokenMs, gapMs: limits.gapMs },
    onDeltas: (deltas) => writer.write(deltas),
    onRetry: ({ attempt, waitMs, error }) =>
      logger.info('answer-retried', { answerId: of.answerId, attempt, ms: waitMs, code: error.code }),
  });
  return { end, writer };
}
