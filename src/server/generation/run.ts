import { type AnswerError, ApiError } from '../../protocol/errors.ts';
import type { AnswerLimits } from '../config.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../logger.ts';
import { type ChatEnd, streamChat } from '../providers/chat.ts';
import type { Lanes, Wait } from '../providers/lanes.ts';
import { learnedFrom } from '../providers/learn.ts';
import type { ResolvedModel } from '../providers/registry.ts';
import type { ChatRequest } from '../providers/request.ts';
import type { Traits } from '../providers/traits.ts';
import type { AnswerEnd } from '../store/writes/answers.ts';
import { AnswerWriter, type Clock, type Continuation, type RunOf } from './answer-writer.ts';
import { expectedOf } from './budgets.ts';
import type { EndedBy } from './outcome.ts';

type Model = Pick<ResolvedModel, 'provider' | 'model' | 'facts' | 'traits'>;

/** What a model is asked for a run. */
export interface Asked {
  request: ChatRequest;
  /** Null for the first run. */
  continuation: Continuation | null;
}

/** What a run begins with, and what is asked instead where the model refuses that before its first word. */
export interface Plan {
  first: Asked;
  instead: (error: AnswerError) => Promise<Asked | null>;
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
 * Nobody needs to watch. Returns how it ended; throws what is a bug of ours, and what `instead` throws.
 */
export async function runAnswer(
  of: RunOf,
  { first, instead, ...model }: Model & Plan,
  parts: RunParts,
): Promise<AnswerEnd['status']> {
  const { reins, limits } = parts;
  const timer = setTimeout(() => reins.abort.abort('too-slow' satisfies EndedBy), limits.answerMs);
  try {
    const { end, writer } = await ask(of, model, first, parts);
    const other = end.outcome === 'failed' && !writer.hasWritten ? await instead(end.error) : null;
    if (!other) return await writer.end(end);
    const again = await ask(of, model, other, parts);
    return await again.writer.end(again.end);
  } finally {
    clearTimeout(timer);
  }
}

async function ask(
  of: RunOf,
  { provider, model, facts, traits }: Model,
  { request, continuation }: Asked,
  parts: RunParts,
): Promise<{ end: ChatEnd; writer: AnswerWriter }> {
  const { journal, limits, clock, lanes, logger } = parts;
  const { abort } = parts.reins;
  const writing = { journal, clock, abort, maxBytes: limits.answerBytes, model: { provider, facts } };
  const promptTokens = (): number => expectedOf(request).promptTokens;
  const writer = new AnswerWriter(of, continuation, { ...writing, promptTokens });
  const remember = (traits: Traits): void => {
    const learned = { providerId: provider.id, model, traits, source: 'reply' } as const;
    // Without it the model only has to refuse once more.
    journal.write(of.user, 'learnTraits', learned).catch((error: unknown) => {
      logger.warn('traits-lost', { providerId: provider.id, model, error });
    });
  };
  const end = await streamChat(provider, request, {
    signal: abort.signal,
    timeouts: { connectMs: limits.connectMs, firstByteMs: limits.firstTokenMs, gapMs: limits.gapMs },
    onDeltas: (deltas) => writer.write(deltas),
    onWait: (wait) => tell(of, wait, parts),
    lanes,
    traits,
    onRepaired: ({ learned, adjusted }) => {
      remember(learned);
      writer.adjust(adjusted);
    },
  });
  const limit = end.outcome === 'failed' ? contextIn(model, end.error) : null;
  if (limit) remember(limit);
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

/** A conversation that is too long says how long one may be. */
const contextIn = (model: string, error: AnswerError): Traits | null =>
  error.code === 'context_too_long' ? learnedFrom({ model }, error) : null;
