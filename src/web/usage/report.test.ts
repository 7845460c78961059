import { describe, expect, it } from 'vitest';
import { noUsage, type UsageReply, type UsageRow } from '../../protocol/usage.ts';
import { barsOf, colouredModels, measuresOf, periodsOf, totalOf, usageByModel } from './report.ts';

const row = (period: string, model: string, overrides: Partial<UsageRow> = {}): UsageRow => ({
  ...noUsage,
  period,
  model,
  requests: 1,
  promptTokens: 10,
  completionTokens: 1,
  ...overrides,
});
const yuan = (micros: number) => ({ amounts: [{ currency: 'CNY' as const, micros }] });
const dollars = (micros: number) => ({ amounts: [{ currency: 'USD' as const, micros }] });

describe('the days of a report', () => {
  it('are all from the first to the last, over the end of a month and a leap day', () => {
    expect(periodsOf({ by: 'day', from: '2028-02-27', to: '2028-03-02' })).toEqual([
      ...['2028-02-27', '2028-02-28', '2028-02-29', '2028-03-01', '2028-03-02'],
    ]);
  });

  it('are months where it is long', () => {
    expect(periodsOf({ by: 'month', from: '2026-11', to: '2027-02' })).toEqual([
      ...['2026-11', '2026-12', '2027-01', '2027-02'],
    ]);
  });
});

describe('models in a report', () => {
  it('stand in the order of what they cost, then of what they used, and yuan are not dollars', () => {
    const rows = [
      row('2026-11-01', 'free/small'),
      row('2026-11-01', 'a/cheap', yuan(5)),
      row('2026-11-02', 'a/dear', yuan(4)),
      row('2026-11-03', 'a/dear', yuan(4)),
      row('2026-11-03', 'b/dollars', dollars(1000)),
      row('2026-11-03', 'free/large', { promptTokens: 1000 }),
    ];
    expect(usageByModel(rows).map(({ model }) => model)).toEqual([
      ...['a/dear', 'a/cheap', 'b/dollars', 'free/large', 'free/small'],
    ]);
    expect(totalOf(rows)).toMatchObject({
      requests: 6,
      amounts: [
        { currency: 'CNY', micros: 13 },
        { currency: 'USD', micros: 1000 },
      ],
    });
  });
});

describe('a chart', () => {
  const reply: UsageReply = {
    by: 'day',
    from: '2026-11-01',
    to: '2026-11-03',
    rows: [
      row('2026-11-01', 'a', yuan(5)),
      ...['b', 'c', 'd', 'e', 'f'].map((model) => row('2026-11-03', model, yuan(1))),
    ],
  };

  it('has a bar a day, with the models that have a colour and all others as one', () => {
    const bars = barsOf(reply, 'CNY', ['a', 'b', 'c', 'd']);
    expect(bars.map(({ total }) => total)).toEqual([5, 0, 5]);
    expect(bars[0]!.parts).toEqual([{ slot: 0, model: 'a', value: 5 }]);
    expect(bars[2]!.parts.at(-1)).toEqual({ slot: 6, model: null, value: 2 });
  });

  it('gives colours by turns to the dearest in yuan and in dollars', () => {
    const rows = [
      ...Array.from({ length: 9 }, (_, index) => row('1', `yuan-${index}`, yuan(100 - index))),
      row('1', 'dollars-small', dollars(1)),
      row('1', 'dollars-large', dollars(2)),
      row('1', 'free'),
    ];
    expect(colouredModels(usageByModel(rows), ['CNY', 'USD'])).toEqual([
      ...['yuan-0', 'dollars-large', 'yuan-1', 'dollars-small', 'yuan-2', 'yuan-3'],
    ]);
  });

  it('is of money where any was paid, one a currency, and of tokens where nothing cost anything', () => {
    expect(measuresOf(totalOf([row('1', 'a', yuan(1)), row('1', 'b', dollars(1))]))).toEqual(['CNY', 'USD']);
    expect(measuresOf(totalOf([row('1', 'a', yuan(0))]))).toEqual(['tokens']);
    expect(measuresOf(noUsage)).toEqual([]);
  });
});
