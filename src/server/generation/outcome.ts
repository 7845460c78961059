import type { AnswerError } from '../../protocol/errors.ts';
import type { ChatEnd } from '../providers/chat.ts';
import type { AnswerEnd } from '../store/writes/answers.ts';
import type { ContinuedBy } from './continue.ts';

/** Why a run ends before the model has finished: the `reason` of its signal. */
export type EndedBy = 'stopped' | 'interrupted' | 'restarted' | 'too-long' | 'too-slow' | 'broken';

export type Outcome = Pick<AnswerEnd, 'status' | 'finishReason' | 'usage' | 'error'>;

/** What there is when a run ends. */
interface Written {
  /** Whether the answer says or has thought anything, in this run or before. */
  any: boolean;
  /** Whether this run has added to it. */
  fresh: boolean;
  continuedBy: ContinuedBy | null;
}

/** `reason`: why the run was ended from our side, if it was. */
export function outcomeOf(end: ChatEnd, reason: unknown, { any, fresh, continuedBy }: Written): Outcome {
  const outcome = ownOutcome(end, reason, any);
  // Nobody asked for it, so nobody is to see it fail: the answer is as it was.
  const unasked = outcome.status === 'failed' && continuedBy === 'server' && !fresh;
  return unasked ? { ...outcome, status: 'interrupted', error: null } : outcome;
}

function ownOutcome(end: ChatEnd, reason: unknown, any: boolean): Outcome {
  const { usage } = end;
  if (end.outcome === 'aborted' || reason === 'restarted')
    return { finishReason: null, usage, ...endedBy(reason) };
  const { finishReason } = end;
  if (end.outcome === 'failed') return { status: 'failed', finishReason, usage, error: end.error };
  if (!any)
    return { status: 'failed', finishReason, usage, error: { code: 'answer_empty', retryable: true } };
  return { status: 'complete', finishReason, usage, error: null };
}

function endedBy(reason: unknown): Pick<Outcome, 'status' | 'error'> {
  const failed = (error: AnswerError): Pick<Outcome, 'status' | 'error'> => ({ status: 'failed', error });
  switch (reason) {
    case 'stopped':
    case 'interrupted':
      return { status: reason, error: null };
    case 'restarted':
      return { status: 'interrupted', error: null };
    case 'too-long':
      return failed({ code: 'answer_too_long', retryable: false });
    case 'too-slow':
      return failed({ code: 'answer_too_slow', retryable: true });
    default:
      return failed({ code: 'internal', retryable: true });
  }
}
