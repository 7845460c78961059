import type { Logger } from '../logger.ts';
import type { Journal } from './journal.ts';

/** How long a deleted conversation can be restored. */
export const restorableMs = 60 * 60_000;

const everyMs = 30_000;
const purgedAtOnce = 20;
/** An answer that is silent for minutes keeps hundreds of thousands of rows. Removed at once, nobody's words come meanwhile. */
const prunedAtOnce = 500;
/** What the clock may be off between two looks without having stepped. */
const driftMs = 60_000;

export interface Clocks {
  /** The time of day in Unix milliseconds. It may step. */
  now(): number;
  /** Milliseconds of a clock that never steps. */
  steadyMs(): number;
}

const systemClocks: Clocks = { now: () => Date.now(), steadyMs: () => performance.now() };

/** Keeps the journal short and removes for good what was deleted an hour ago. Returns what stops it. */
export function keepTidy(journal: Journal, { logger }: { logger: Logger }): () => void {
  const tidying = new Tidying(journal, systemClocks);
  const timer = setInterval(() => {
    // Where the disk takes nothing, there is nothing to tidy, and the journal has said why.
    if (journal.trouble.state) return;
    tidying.look().catch((error: unknown) => logger.error('tidying-failed', { error }));
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

export class Tidying {
  readonly #journal: Journal;
  readonly #clocks: Clocks;
  #offsetMs: number;
  #steppedMs = -Infinity;

  constructor(journal: Journal, clocks: Clocks) {
    this.#journal = journal;
    this.#clocks = clocks;
    this.#offsetMs = clocks.now() - clocks.steadyMs();
  }

  async look(): Promise<void> {
    await this.#prune();
    if (this.#knowsTheHour()) await this.#purge();
  }

  /**
   * When something was deleted is known by the time of day alone. For an hour after that has stepped, what was deleted
   * before could seem to be older than it is, and nothing is purged; after it, all of that is an hour old.
   */
  #knowsTheHour(): boolean {
    const steadyMs = this.#clocks.steadyMs();
    const offsetMs = this.#clocks.now() - steadyMs;
    if (Math.abs(offsetMs - this.#offsetMs) > driftMs) this.#steppedMs = steadyMs;
    this.#offsetMs = offsetMs;
    return steadyMs - this.#steppedMs >= restorableMs;
  }

  async #prune(): Promise<void> {
    const due = { upTo: this.#journal.trim(), limit: prunedAtOnce };
    while ((await this.#journal.write(everybody, 'pruneJournal', due)) === prunedAtOnce);
  }

  async #purge(): Promise<void> {
    const now = this.#clocks.now();
    const due = { before: now - restorableMs, after: now + driftMs, limit: purgedAtOnce };
    while ((await this.#journal.write(everybody, 'purgeDeleted', due)) === purgedAtOnce);
  }
}

/** These writes are nobody's own: they make no events. */
const everybody = '';
