import type { Cost } from '../../../protocol/cost.ts';
import type { Timings, Usage } from '../../../protocol/messages.ts';
import { addAmounts } from '../../../protocol/usage.ts';

/** What all runs of an answer have cost together. */
export function totalUsage(before: Usage | null, run: Usage | null): Usage | null {
  if (before === null || run === null) return run ?? before;
  const optional = (['reasoningTokens', 'cachedTokens', 'keptTokens', 'searches'] as const)
    .filter((key) => before[key] !== undefined || run[key] !== undefined)
    .map((key) => [key, (before[key] ?? 0) + (run[key] ?? 0)]);
  const cost = addCosts(before.cost, run.cost);
  return {
    promptTokens: before.promptTokens + run.promptTokens,
    completionTokens: before.completionTokens + run.completionTokens,
    totalTokens: wholeOf(before) + wholeOf(run),
    ...Object.fromEntries(optional),
    ...(cost ? { cost } : {}),
  };
}

/** Undefined: nobody knows the price of any. */
function addCosts(one: Cost | undefined, other: Cost | undefined): Cost | undefined {
  if (!one || !other) {
    const known = one ?? other;
    return known && { ...known, unpriced: true };
  }
  const asOf = [one.asOf, other.asOf].filter((date) => date !== undefined).toSorted()[0];
  return {
    amounts: addAmounts([...one.amounts, ...other.amounts]),
    ...(asOf === undefined ? {} : { asOf }),
    ...(one.unpriced || other.unpriced ? { unpriced: true } : {}),
  };
}

const wholeOf = ({ totalTokens, promptTokens, completionTokens }: Usage): number =>
  totalTokens ?? promptTokens + completionTokens;

/** How long all runs took together; when the first word came is the first run's. */
export function totalTimings(before: Timings | null, run: Timings | null, number: number): Timings | null {
  if (number === 1 || run === null) return run ?? before;
  return { ...before, totalMs: (before?.totalMs ?? 0) + run.totalMs };
}
