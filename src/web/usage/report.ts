import type { Currency } from '../../protocol/cost.ts';
import { addSums, noUsage, type UsageReply, type UsageRow, type UsageSum } from '../../protocol/usage.ts';

export interface ModelUsage {
  model: string;
  sum: UsageSum;
}

/** What a chart is of. */
export type Measure = Currency | 'tokens';

export const totalOf = (rows: readonly UsageSum[]): UsageSum => rows.reduce(addSums, noUsage);

/** By model, the dearest first, and of those that cost the same the one that was used most. */
export function usageByModel(rows: readonly UsageRow[]): ModelUsage[] {
  const groups = Map.groupBy(rows, ({ model }) => model);
  const sums = Array.from(groups, ([model, of]) => ({ model, sum: totalOf(of) }));
  const order = (['CNY', 'USD', 'tokens'] as const).map((measure) => valueOf(measure));
  return sums.toSorted(
    (a, b) => order.map((value) => value(b.sum) - value(a.sum)).find((difference) => difference !== 0) ?? 0,
  );
}

/** The measures of which there is something to show: money where any was paid, else tokens. */
export function measuresOf(total: UsageSum): Measure[] {
  const paid = total.amounts.filter(({ micros }) => micros > 0).map(({ currency }) => currency);
  if (paid.length > 0) return paid;
  return total.requests > 0 ? ['tokens'] : [];
}

/** How much of it there is: millionths, or tokens. */
export const valueOf =
  (measure: Measure) =>
  ({ amounts, promptTokens, completionTokens }: UsageSum): number =>
    measure === 'tokens'
      ? promptTokens + completionTokens
      : (amounts.find(({ currency }) => currency === measure)?.micros ?? 0);

/** Every day or month from the first to the last, also those in which nothing was used. */
export function periodsOf({ by, from, to }: Pick<UsageReply, 'by' | 'from' | 'to'>): string[] {
  const periods: string[] = [];
  const date = new Date(by === 'day' ? from : `${from}-01`);
  const length = by === 'day' ? 10 : 7;
  for (let period = from; period <= to; period = date.toISOString().slice(0, length)) {
    periods.push(period);
    if (by === 'day') date.setUTCDate(date.getUTCDate() + 1);
    else date.setUTCMonth(date.getUTCMonth() + 1);
  }
  return periods;
}

export interface Bar {
  period: string;
  total: number;
  /** One a model that has a colour, in their order, and the last for all others; from below. */
  parts: { slot: number; model: string | null; value: number }[];
}

/** More colours than these nobody tells apart. */
export const mostColours = 6;

/** Models that have a colour, in the order of the colours: by turns the dearest of each measure. */
export function colouredModels(models: readonly ModelUsage[], measures: readonly Measure[]): string[] {
  const inOrder = measures.map((measure) => {
    const value = valueOf(measure);
    const used = models.filter(({ sum }) => value(sum) > 0);
    return used.toSorted((a, b) => value(b.sum) - value(a.sum)).map(({ model }) => model);
  });
  const byTurns = models.flatMap((_, turn) => inOrder.flatMap((order) => order[turn] ?? []));
  return [...new Set(byTurns)].slice(0, mostColours);
}

/** What is drawn for each period. */
export function barsOf(reply: UsageReply, measure: Measure, coloured: readonly string[]): Bar[] {
  const value = valueOf(measure);
  const sumOf = (rows: readonly UsageRow[]): number => rows.reduce((sum, row) => sum + value(row), 0);
  const byPeriod = Map.groupBy(reply.rows, ({ period }) => period);
  return periodsOf(reply).map((period) => {
    const rows = byPeriod.get(period) ?? [];
    const parts = [...coloured, null].map((model, slot) => ({
      slot: model === null ? mostColours : slot,
      model,
      value: sumOf(
        rows.filter((row) => (model === null ? !coloured.includes(row.model) : row.model === model)),
      ),
    }));
    return { period, total: sumOf(rows), parts: parts.filter((part) => part.value > 0) };
  });
}
