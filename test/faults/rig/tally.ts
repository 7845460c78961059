import type { Finding } from './finding.ts';

export interface TriedFinding extends Finding {
  /** Which try it was, as whoever looks for the cause needs it. */
  at: string;
}

type Work = (signal: AbortSignal) => Promise<readonly Finding[]>;

const triesTakeAtMostMs = 60_000;
/** What is aborted says what it waited for; what does not even listen to that is left alone. */
const lastWordsMs = 5_000;

/** Counts the tries of a row and what was found in them. */
export class Tally {
  tries = 0;
  readonly findings: TriedFinding[] = [];

  /**
   * One try. What it waits for in vain is a finding, as is whatever it throws: the try after it begins in a place that may be broken, so
   * the error goes on to end the slice.
   */
  attempt(at: string, work: Work, limits?: { withinMs: number }): Promise<void> {
    this.tries++;
    return this.check(at, work, limits);
  }

  /** What is looked at besides the tries. */
  async check(at: string, work: Work, { withinMs } = { withinMs: triesTakeAtMostMs }): Promise<void> {
    try {
      this.#add(at, await orGiveUp(work(AbortSignal.timeout(withinMs)), withinMs + lastWordsMs));
    } catch (error) {
      this.#add(at, [findingOf(error)]);
      throw new TryFailedError(at, { cause: error });
    }
  }

  #add(at: string, findings: readonly Finding[]): void {
    for (const finding of findings) this.findings.push({ at, ...finding });
  }
}

/** A try ended in an error, which is in the tally. */
export class TryFailedError extends Error {
  constructor(at: string, options: ErrorOptions) {
    super(at, options);
    this.name = 'TryFailedError';
  }
}

async function orGiveUp<Result>(work: Promise<Result>, afterMs: number): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DOMException('it does not end', 'TimeoutError')), afterMs);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

function findingOf(error: unknown): Finding {
  const { name, stack } = error instanceof Error ? error : new Error(String(error));
  const isLate = name === 'TimeoutError';
  return { kind: isLate ? 'stuck' : 'other', what: stack ?? name };
}
