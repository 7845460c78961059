import { type AnswerError, ApiError, errorCodes } from '../../protocol/errors.ts';
import type { AnswerOptions } from '../../protocol/messages.ts';
import type { Journal } from '../journal/journal.ts';
import type { AnswerLimits } from '../config.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { ResolvedModel } from '../providers/registry.ts';
import type { Store } from '../store/store.ts';
import type { ModelSource } from './choose-model.ts';
import { buildPrompt } from './prompt.ts';
import { type Clock, runAnswer, type RunOf } from './run.ts';

/** An answer that is to be written. */
export interface Job extends RunOf {
  questionId: string;
  /** As `provider/model`; null where there was none to choose. */
  model: string | null;
  options: AnswerOptions;
}

export interface JobParts {
  store: Store;
  journal: Journal;
  models: ModelSource;
  logger: Logger;
  metrics: Metrics;
  limits: AnswerLimits;
  clock: Clock;
}

/**
 * Writes an answer from its prompt to its end. Never rejects: it is the outermost place of a run. Returns the model if
 * the answer is complete.
 */
export async function writeAnswer(
  job: Job,
  parts: JobParts,
  abort: AbortController,
): Promise<ResolvedModel | null> {
  try {
    const resolved = await parts.models.resolve(job.user, job.model);
    const status = await ask(job, resolved, parts, abort);
    parts.metrics.answerEnded(status);
    return status === 'complete' ? resolved : null;
  } catch (error) {
    parts.metrics.answerEnded('failed');
    await endFailed(job, error, parts);
    return null;
  }
}

async function ask(
  job: Job,
  { provider, model }: ResolvedModel,
  { store, journal, logger, limits, clock }: JobParts,
  abort: AbortController,
) {
  const messages = await buildPrompt(store.read, job.user, job);
  const thinking = thinkingOf(job.options);
  const request = { model, messages, stream: true, thinking } as const;
  return runAnswer(job, { provider, request }, { journal, logger, limits, clock, abort });
}

function thinkingOf({ thinking }: AnswerOptions): 'default' | 'on' | 'off' {
  if (thinking === undefined) return 'default';
  return thinking ? 'on' : 'off';
}

async function endFailed(
  { user, answerId, run }: Job,
  error: unknown,
  { journal, logger }: JobParts,
): Promise<void> {
  if (!(error instanceof ApiError)) logger.error('answer-failed', { answerId, run, error });
  try {
    const end = { answerId, run, status: 'failed', error: answerErrorOf(error) } as const;
    await journal.write(user, 'endFromJournal', end);
  } catch (lost) {
    logger.error('answer-end-lost', { answerId, run, error: lost });
  }
}

function answerErrorOf(error: unknown): AnswerError {
  const { code, detail } = error instanceof ApiError ? error : new ApiError('internal');
  return { code, retryable: errorCodes[code].retryable, ...(detail ? { detail } : {}) };
}
