import type { AnswerError } from '../../protocol/errors.ts';
import type { AnswerLimits } from '../config.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../logger.ts';
import { type ChatEnd, streamChat } from '../providers/chat.ts';
import type { Delta } from '../providers/delta.ts';
import type { Provider } from '../providers/provider.ts';
import type { ChatRequest } from '../providers/request.ts';
import type { AnswerEnd } from '../store/writes/answers.ts';
import { Stopwatch } from './stopwatch.ts';
import { Unsaved } from './unsaved.ts';

export interface RunOf {
  user: string;
  conversationId: string;
  answerId: string;
  run: number;
}

/** Why a run ends before the model has finished: the `reason` of its signal. */
export type EndedBy = 'stopped' | 'interrupted' | 'too-long' | 'too-slow' | 'broken';

export type Clock = { nowMs(): number };

interface RunParts {
  journal: Journal;
  logger: Logger;
  limits: AnswerLimits;
  clock: Clock;
  abort: AbortController;
}

/**
 * Writes one run of an answer: from the model's deltas to commit items, and exactly one end, whatever goes wrong.
 * Nobody needs to watch. Returns how it ended; throws only what is a bug of ours.
 */
export async function runAnswer(
  of: RunOf,
  { provider, request }: { provider: Provider; request: ChatRequest },
  parts: RunParts,
): Promise<AnswerEnd['status']> {
  const { answerId } = of;
  const { logger, limits, abort } = parts;
  const writer = new AnswerWriter(of, parts);
  const timer = setTimeout(() => abort.abort('too-slow' satisfies EndedBy), limits.answerMs);
  const end = await streamChat(provider, request, {
    signal: abort.signal,
    timeouts: { connectMs: limits.connectMs, firstByteMs: limits.firstTokenMs, gapMs: limits.gapMs },
    onDeltas: (deltas) => writer.write(deltas),
    onRetry: ({ attempt, waitMs, error }) =>
      logger.info('answer-retried', { answerId, attempt, ms: waitMs, code: error.code }),
  }).finally(() => clearTimeout(timer));
  return writer.end(end, abort.signal);
}

class AnswerWriter {
  readonly #of: RunOf;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #abort: AbortController;
  readonly #maxBytes: number;
  readonly #unsaved = new Unsaved();
  readonly #stopwatch: Stopwatch;
  #bytes = 0;
  /** Why a checkpoint failed: what it held is in the journal only, so this writer no longer knows the whole. */
  #broken: Error | null = null;

  constructor(of: RunOf, { journal, clock, limits, abort }: RunParts) {
    this.#of = of;
    this.#journal = journal;
    this.#clock = clock;
    this.#abort = abort;
    this.#maxBytes = limits.answerBytes;
    this.#stopwatch = new Stopwatch(clock.nowMs());
  }

  /** A promise comes back only where the source should wait for the disk. */
  write(deltas: readonly Delta[]): Promise<void> | undefined {
    const nowMs = this.#clock.nowMs();
    let crowded: Promise<void> | undefined;
    for (const delta of deltas) {
      if (delta.type !== 'tool-call')
        crowded = this.#writeText(delta.type, storable(delta.text), nowMs) ?? crowded;
    }
    if (this.#unsaved.isDue(nowMs)) this.#checkpoint();
    if (this.#bytes > this.#maxBytes) this.#abort.abort('too-long' satisfies EndedBy);
    return crowded;
  }

  async end(end: ChatEnd, signal: AbortSignal): Promise<AnswerEnd['status']> {
    const { answerId, run, user } = this.#of;
    const timings = this.#stopwatch.end(this.#clock.nowMs());
    const outcome = outcomeOf(end, signal, this.#bytes > 0);
    if (this.#broken) throw this.#broken;
    await this.#journal.write(user, 'endAnswer', {
      answerId,
      run,
      parts: this.#unsaved.take(),
      timings,
      ...outcome,
    });
    return outcome.status;
  }

  #writeText(type: 'text' | 'reasoning', text: string, nowMs: number): Promise<void> | undefined {
    if (text === '') return undefined;
    const { user, conversationId, answerId, run } = this.#of;
    this.#bytes += Buffer.byteLength(text);
    this.#stopwatch.see(type, nowMs);
    this.#unsaved.add(type, text, nowMs);
    return this.#journal.append(user, { type: `${type}-delta`, conversationId, answerId, run, text });
  }

  #checkpoint(): void {
    const { answerId, run, user } = this.#of;
    const parts = this.#unsaved.take();
    this.#journal.write(user, 'checkpointAnswer', { answerId, run, parts }).catch((error: Error) => {
      this.#broken = error;
      this.#abort.abort('broken' satisfies EndedBy);
    });
  }
}

/** PostgreSQL takes no NUL in a text; Markdown shows one as this as well. */
export const storable = (text: string): string =>
  text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;

type Outcome = Pick<AnswerEnd, 'status' | 'finishReason' | 'usage' | 'error'>;

function outcomeOf(end: ChatEnd, signal: AbortSignal, hasText: boolean): Outcome {
  switch (end.outcome) {
    case 'complete': {
      const { finishReason, usage } = end;
      if (!hasText)
        return { status: 'failed', finishReason, usage, error: { code: 'answer_empty', retryable: true } };
      return { status: 'complete', finishReason, usage, error: null };
    }
    case 'failed':
      return { status: 'failed', finishReason: end.finishReason, usage: end.usage, error: end.error };
    case 'aborted':
      return { finishReason: null, usage: end.usage, ...endedBy(signal.reason) };
  }
}

function endedBy(reason: unknown): Pick<Outcome, 'status' | 'error'> {
  const failed = (error: AnswerError): Pick<Outcome, 'status' | 'error'> => ({ status: 'failed', error });
  switch (reason) {
    case 'stopped':
    case 'interrupted':
      return { status: reason, error: null };
    case 'too-long':
      return failed({ code: 'answer_too_long', retryable: false });
    case 'too-slow':
      return failed({ code: 'answer_too_slow', retryable: true });
    default:
      return failed({ code: 'internal', retryable: true });
  }
}
