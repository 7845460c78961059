import type { AnswerOptions } from '../../protocol/answer-options.ts';
import { type AnswerError, ApiError, errorCodes } from '../../protocol/errors.ts';
import type { AnswerLimits } from '../config.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import type { Lanes } from '../providers/lanes.ts';
import type { ResolvedModel } from '../providers/registry.ts';
import type { Store } from '../store/store.ts';
import type { AnswerEnd } from '../store/writes/answers.ts';
import type { Clock, RunOf } from './answer-writer.ts';
import type { ModelSource } from './choose.ts';
import type { ContinuedBy } from './continue.ts';
import { requestsFor } from './requests.ts';
import { type Reins, runAnswer } from './run.ts';

/** An answer that is to be written. */
export interface Job extends RunOf {
  questionId: string;
  options: AnswerOptions;
  /** Null: it is the first run. */
  continuedBy: ContinuedBy | null;
}

export interface JobParts {
  store: Store;
  journal: Journal;
  models: ModelSource;
  logger: Logger;
  metrics: Metrics;
  limits: AnswerLimits;
  clock: Clock;
  lanes: Lanes;
}

/**
 * Writes an answer from its prompt to its end. Never rejects: it is the outermost place of a run. Returns the model if
 * the answer is complete.
 */
export async function writeAnswer(job: Job, parts: JobParts, reins: Reins): Promise<ResolvedModel | null> {
  try {
    const resolved = await parts.models.resolve(job.user, job.model);
    const asked = await requestsFor(job, resolved, parts.store);
    const status = await runAnswer(job, { ...resolved, ...asked }, { ...parts, reins });
    parts.metrics.answerEnded(status);
    return status === 'complete' ? resolved : null;
  } catch (error) {
    parts.metrics.answerEnded('failed');
    await endFailed(job, error, parts);
    return null;
  }
}

async function endFailed(job: Job, error: unknown, { journal, logger }: JobParts): Promise<void> {
  const { user, answerId, run } = job;
  if (!(error instanceof ApiError)) logger.error('answer-failed', { answerId, run, error });
  try {
    await journal.write(user, 'endFromJournal', { answerId, run, ...failureOf(job, error) });
  } catch (lost) {
    logger.error('answer-end-lost', { answerId, run, error: lost });
  }
}

/** Nobody asked for what the server began by itself, so nobody is to see it fail. */
function failureOf({ continuedBy }: Job, error: unknown): Pick<AnswerEnd, 'status' | 'error'> {
  if (continuedBy === 'server' && error instanceof ApiError) return { status: 'interrupted', error: null };
  return { status: 'failed', error: answerErrorOf(error) };
}

function answerErrorOf(error: unknown): AnswerError {
  const { code, detail } = error instanceof ApiError ? error : new ApiError('internal');
  return { code, retryable: errorCodes[code].retryable, ...(detail ? { detail } : {}) };
}
