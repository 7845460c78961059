import type { AnswerLimits } from '../config.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../logger.ts';
import { type ChatEnd, streamChat } from '../providers/chat.ts';
import type { Lanes, Wait } from '../providers/lanes.ts';
import type { Provider } from '../providers/provider.ts';
import type { ChatRequest } from '../providers/request.ts';
import { ApiError } from '../../protocol/errors.ts';
import type { AnswerEnd } from '../store/writes/answers.ts';
import { AnswerWriter, type Clock, type Continuation, type RunOf } from './answer-writer.ts';
import type { EndedBy } from './outcome.ts';

/** What a model is asked for a run. */
export interface Asked {
  request: ChatRequest;
  /** Null for the first run. */
  continuation: Continuation | null;
}

/** What others may do to a run. */
export interface Reins {
  abort: AbortController;
  /** Ends its wait, where it waits before it asks the model again. */
  askNow: () => void;
}

export interface RunParts {
  journal: Journal;
  logger: Logger;
  limits: AnswerLimits;
  clock: Clock;
  lanes: Lanes;
  reins: Reins;
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
  const { reins, limits } = parts;
  const timer = setTimeout(() => reins.abort.abort('too-slow' satisfies EndedBy), limits.answerMs);
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
  parts: RunParts,
): Promise<{ end: ChatEnd; writer: AnswerWriter }> {
  const { journal, limits, clock, lanes } = parts;
  const { abort } = parts.reins;
  const writer = new AnswerWriter(of, continuation, { journal, clock, maxBytes: limits.answerBytes, abort });
  const end = await streamChat(provider, request, {
    signal: abort.signal,
    timeouts: { connectMs: limits.connectMs, firstByteMs: limits.firstTokenMs, gapMs: limits.gapMs },
    onDeltas: (deltas) => writer.write(deltas),
    onWait: (wait) => tell(of, wait, parts),
    lanes,
  });
  return { end, writer };
}

function tell({ user, answerId, run }: RunOf, { askNow, ...waiting }: Wait, parts: RunParts): void {
  const { journal, logger, reins } = parts;
  reins.askNow = askNow;
  const { attempt, error } = waiting;
  logger.info('answer-waits', { answerId, attempt, code: error.code });
  // What cannot be told while the disk takes nothing is only how long something takes.
  journal.write(user, 'tellWaiting', { answerId, run, waiting }).catch((cause: unknown) => {
    if (!(cause instanceof ApiError)) throw cause;
    logger.info('answer-wait-untold', { answerId, code: cause.code });
  });
}
