import type { Adjustment } from '../../protocol/adjustment.ts';
import type { Source, Usage } from '../../protocol/messages.ts';
import { piecesOf } from '../../protocol/parts.ts';
import type { Journal } from '../journal/journal.ts';
import type { DeltaBody } from '../journal/queue.ts';
import type { ChatEnd } from '../providers/chat.ts';
import { type Priced, withCost } from '../providers/cost.ts';
import type { Delta } from '../providers/delta.ts';
import type { AnswerEnd } from '../store/writes/answers.ts';
import type { ContinuedBy } from './continue.ts';
import { type EndedBy, outcomeOf } from './outcome.ts';
import { RepeatGuard } from './repeat-guard.ts';
import { Stopwatch } from './stopwatch.ts';
import { Unsaved } from './unsaved.ts';

export interface RunOf {
  user: string;
  conversationId: string;
  answerId: string;
  run: number;
  /** Who writes it, as `provider/model`; null where there was none to choose. */
  model: string | null;
}

/** What an answer said when its further run began. */
export interface Continuation {
  by: ContinuedBy;
  saved: string;
  /** Whether the model was told in words to go on, and may say its last sentence again. */
  instructed: boolean;
}

export type Clock = { nowMs(): number };

type DeltaOf<Type extends Delta['type']> = Extract<Delta, { type: Type }>;

interface WriterParts {
  journal: Journal;
  clock: Clock;
  maxBytes: number;
  abort: AbortController;
  /** Who writes it: what it costs depends on that. */
  model: Priced;
  /** How many tokens it was asked in, as far as that can be said without its provider. */
  promptTokens: () => number;
}

/** From the deltas of one run to commit items, checkpoints and exactly one end. */
export class AnswerWriter {
  readonly #of: RunOf;
  readonly #parts: WriterParts;
  readonly #continuedBy: ContinuedBy | null;
  readonly #guard: RepeatGuard | null;
  readonly #unsaved = new Unsaved();
  readonly #stopwatch: Stopwatch;
  readonly #savedBytes: number;
  #bytes: number;
  /** Whether the answer says or has thought anything, and whether in this run. */
  #any: boolean;
  #fresh = false;
  readonly #adjusted: Adjustment[] = [];
  /** The last checkpoint that was begun. */
  #checkpointed: Promise<void> = Promise.resolve();
  /** Why a checkpoint failed: what it held is in the journal only, so this writer no longer knows the whole. */
  #broken: Error | null = null;

  constructor(of: RunOf, continuation: Continuation | null, parts: WriterParts) {
    this.#of = of;
    this.#parts = parts;
    this.#continuedBy = continuation?.by ?? null;
    this.#guard = continuation
      ? new RepeatGuard(continuation.saved, { overlap: continuation.instructed })
      : null;
    this.#savedBytes = Buffer.byteLength(continuation?.saved ?? '');
    this.#bytes = this.#savedBytes;
    this.#any = this.#bytes > 0;
    this.#stopwatch = new Stopwatch(parts.clock.nowMs());
  }

  /** A promise comes back only where the source should wait for the disk. */
  write(deltas: readonly Delta[]): Promise<void> | undefined {
    const { abort, clock, maxBytes } = this.#parts;
    const nowMs = clock.nowMs();
    let crowded: Promise<void> | undefined;
    for (const delta of deltas) crowded = this.#take(delta, nowMs) ?? crowded;
    if (this.#unsaved.isDue(nowMs)) this.#checkpoint();
    if (this.#bytes > maxBytes) abort.abort('too-long' satisfies EndedBy);
    return crowded;
  }

  /** Whether this run has added anything to the answer. */
  get hasWritten(): boolean {
    return this.#fresh;
  }

  /** How it was asked for otherwise than it was wanted. */
  adjust(adjusted: readonly Adjustment[]): void {
    this.#adjusted.push(...adjusted);
  }

  /** Throws where a checkpoint has failed: then only the journal knows the whole. */
  async end(end: ChatEnd): Promise<AnswerEnd['status']> {
    const { abort, clock, journal } = this.#parts;
    const nowMs = clock.nowMs();
    if (this.#guard) void this.#show('text', this.#guard.end(end.outcome === 'complete'), nowMs);
    const written = { any: this.#any, fresh: this.#fresh, continuedBy: this.#continuedBy };
    const outcome = outcomeOf(end, abort.signal.reason, written);
    // Committed beside a checkpoint that fails, the end would take its words for stored, and the journal forget them.
    await this.#checkpointed;
    if (this.#broken) throw this.#broken;
    const { answerId, run, model, user } = this.#of;
    const [parts, timings] = [this.#unsaved.take(), this.#stopwatch.end(nowMs)];
    const thought = timings.reasoningMs !== undefined;
    const priced = (usage: Usage | null) => usage && withCost(usage, this.#parts.model, thought);
    const usage = priced(outcome.usage);
    const guessed = usage ? null : priced(this.#guess());
    const adjusted = this.#adjusted.length > 0 ? { adjusted: this.#adjusted } : {};
    const ended = { ...outcome, usage, guessed, timings, parts, ...adjusted };
    await journal.write(user, 'endAnswer', { answerId, run, model, ...ended });
    return outcome.status;
  }

  /** Of what has not begun to answer nobody knows whether it costs anything. */
  #guess(): Usage | null {
    if (!this.#fresh) return null;
    const completionTokens = Math.ceil((this.#bytes - this.#savedBytes) * tokensPerByte);
    return { promptTokens: this.#parts.promptTokens(), completionTokens };
  }

  #take(delta: Delta, nowMs: number): Promise<void> | undefined {
    if (delta.type === 'tool-call') return this.#showCall(delta, nowMs);
    if (delta.type === 'sources') return this.#showSources(delta.sources, nowMs);
    const text = storable(delta.text);
    const fresh = delta.type === 'text' && this.#guard ? this.#guard.push(text) : text;
    return this.#show(delta.type, fresh, nowMs);
  }

  /** `null`: it is no continuation, and nothing of it is shown. */
  #show(type: 'text' | 'reasoning', text: string | null, nowMs: number): Promise<void> | undefined {
    if (text === null) this.#parts.abort.abort('restarted' satisfies EndedBy);
    if (text === null || text === '') return undefined;
    const { user, conversationId, answerId, run } = this.#of;
    this.#see(type, nowMs);
    this.#bytes += Buffer.byteLength(text);
    this.#unsaved.addText(type, text, nowMs);
    return this.#parts.journal.append(user, { type: eventTypes[type], conversationId, answerId, run, text });
  }

  #showCall({ type: _, ...piece }: DeltaOf<'tool-call'>, nowMs: number): Promise<void> | undefined {
    // The text before it is whole: what was held back of it stands before it.
    if (this.#guard) void this.#show('text', this.#guard.end(true), nowMs);
    if (piece.arguments === '' && piece.id === undefined && piece.name === undefined) return undefined;
    this.#see('tool-call', nowMs);
    return this.#append({ type: 'tool-call-delta', ...this.#ids, ...piece }, nowMs);
  }

  /** They alone are no answer. */
  #showSources(found: readonly Source[], nowMs: number): Promise<void> | undefined {
    const sources = found.map((source) => ({ ...source, title: storable(source.title) }));
    return this.#append({ type: 'sources-added', ...this.#ids, sources }, nowMs);
  }

  #append(event: DeltaBody, nowMs: number): Promise<void> | undefined {
    for (const piece of piecesOf(event)) {
      this.#bytes += Buffer.byteLength(JSON.stringify(piece));
      this.#unsaved.add(piece, nowMs);
    }
    return this.#parts.journal.append(this.#of.user, event);
  }

  #see(type: 'text' | 'reasoning' | 'tool-call', nowMs: number): void {
    this.#any = this.#fresh = true;
    this.#stopwatch.see(type, nowMs);
  }

  get #ids(): { conversationId: string; answerId: string; run: number } {
    const { conversationId, answerId, run } = this.#of;
    return { conversationId, answerId, run };
  }

  #checkpoint(): void {
    const { answerId, run, user } = this.#of;
    const parts = this.#unsaved.take();
    const stored = this.#parts.journal.write(user, 'checkpointAnswer', { answerId, run, parts });
    this.#checkpointed = stored.catch((error: Error) => {
      this.#broken = error;
      this.#parts.abort.abort('broken' satisfies EndedBy);
    });
  }
}

/** In UTF-8, of Chinese as of English: a character of three bytes is about 0.7 tokens, a word of five letters one and a bit. */
const tokensPerByte = 0.23;

/** Not put together for each token: each would keep a string of its own for as long as the event is kept. */
const eventTypes = { text: 'text-delta', reasoning: 'reasoning-delta' } as const;

/** PostgreSQL takes no NUL in a text; Markdown shows one as this as well. */
export const storable = (text: string): string =>
  text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
