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
import { type Budgets, expectedOf } from './budgets.ts';
import type { ModelSource } from './choose.ts';
import type { ContinuedBy } from './continue.ts';
import { type Asking, contextAfter, contextFor } from './context.ts';
import { outcomeOf } from './outcome.ts';
import { requestsFor } from './requests.ts';
import { type Asked, type Plan, type Reins, runAnswer } from './run.ts';
import { SummaryFailed } from './summary.ts';

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
  budgets: Budgets;
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
    const plan = await planFor({ job, resolved, parts, signal: reins.abort.signal });
    const expected = () => expectedOf(plan.first.request);
    using _reserved = await parts.budgets.reserve(job.user, resolved, expected);
    const status = await runAnswer(job, { ...resolved, ...plan }, { ...parts, reins });
    parts.metrics.answerEnded(status);
    return status === 'complete' ? resolved : null;
  } catch (error) {
    const outcome = failureOf(job, error, reins.abort.signal);
    parts.metrics.answerEnded(outcome.status);
    if (!isExpected(error))
      parts.logger.error('answer-failed', { answerId: job.answerId, run: job.run, error });
    await endFailed(job, outcome, parts);
    return null;
  }
}

/** What the model is asked, and what instead where it refuses that. */
async function planFor(asking: Asking): Promise<Plan> {
  const { job, resolved, parts } = asking;
  const { store } = parts;
  const context = await contextFor(asking);
  const { first, other } = await requestsFor(job, resolved, { ...context, store });
  const instead = async (error: AnswerError): Promise<Asked | null> => {
    if (error.code === 'parameter_refused') return other;
    if (error.code !== 'context_too_long') return null;
    const shorter = await contextAfter(error, context, asking);
    return shorter && (await requestsFor(job, resolved, { ...shorter, store })).first;
  };
  return { first, instead };
}

const isExpected = (error: unknown): boolean => error instanceof ApiError || error instanceof SummaryFailed;

async function endFailed(
  { user, answerId, run }: Job,
  outcome: Pick<AnswerEnd, 'status' | 'error'>,
  { journal, logger }: JobParts,
): Promise<void> {
  try {
    await journal.write(user, 'endFromJournal', { answerId, run, ...outcome });
  } catch (lost) {
    logger.error('answer-end-lost', { answerId, run, error: lost });
  }
}

/** Nobody asked for what the server began by itself, so nobody is to see it fail. */
function failureOf(
  { continuedBy }: Job,
  error: unknown,
  signal: AbortSignal,
): Pick<AnswerEnd, 'status' | 'error'> {
  if (error instanceof SummaryFailed) {
    const { status, error: cause } = outcomeOf(error.end, signal.reason, {
      any: false,
      fresh: false,
      continuedBy,
    });
    return { status, error: cause };
  }
  if (continuedBy === 'server' && error instanceof ApiError) return { status: 'interrupted', error: null };
  return { status: 'failed', error: answerErrorOf(error) };
}

function answerErrorOf(error: unknown): AnswerError {
  const { code, detail } = error instanceof ApiError ? error : new ApiError('internal');
  return { code, retryable: errorCodes[code].retryable, ...(detail ? { detail } : {}) };
}
