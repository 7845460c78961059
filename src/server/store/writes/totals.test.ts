import { expect, test } from 'vitest';
import { totalTimings, totalUsage } from './totals.ts';

test('the tokens of both calls are added up', () => {
  const first = { promptTokens: 10, completionTokens: 5, totalTokens: 15, cachedTokens: 4 };
  const second = { promptTokens: 20, completionTokens: 7, reasoningTokens: 2 };
  expect(totalUsage(first, second)).toEqual({
    promptTokens: 30,
    completionTokens: 12,
    totalTokens: 42,
    cachedTokens: 4,
    reasoningTokens: 2,
  });
});

test('money is added up by currency, and it shows where the price of a run was not known', () => {
  const tokens = { promptTokens: 1, completionTokens: 1 };
  const yuan = { amounts: [{ currency: 'CNY' as const, micros: 5 }], asOf: '2026-05-01' };
  const both = {
    amounts: [
      { currency: 'USD' as const, micros: 2 },
      { currency: 'CNY' as const, micros: 1 },
    ],
    asOf: '2026-04-01',
  };
  expect(totalUsage({ ...tokens, cost: yuan }, { ...tokens, cost: both })?.cost).toEqual({
    amounts: [
      { currency: 'CNY', micros: 6 },
      { currency: 'USD', micros: 2 },
    ],
    asOf: '2026-04-01',
  });
  const free = { amounts: [] };
  expect(totalUsage({ ...tokens, cost: free }, { ...tokens, cost: free })?.cost).toEqual(free);
  expect(totalUsage({ ...tokens, cost: yuan }, tokens)?.cost).toEqual({ ...yuan, unpriced: true });
  expect(totalUsage(tokens, tokens)?.cost).toBeUndefined();
});

test('a run that told nothing of its tokens leaves what is known', () => {
  const known = { promptTokens: 10, completionTokens: 5 };
  expect(totalUsage(known, null)).toEqual(known);
  expect(totalUsage(null, known)).toEqual(known);
  expect(totalUsage(null, null)).toBeNull();
});

test('the first word is that of the first run, and the time of all runs counts', () => {
  expect(totalTimings({ firstTokenMs: 3, totalMs: 100 }, { firstTokenMs: 9, totalMs: 50 }, 2)).toEqual({
    firstTokenMs: 3,
    totalMs: 150,
  });
});

test('where the first run was cut off by a crash, only the second one could be measured', () => {
  expect(totalTimings(null, { firstTokenMs: 9, totalMs: 50 }, 2)).toEqual({ totalMs: 50 });
  expect(totalTimings({ totalMs: 100 }, null, 2)).toEqual({ totalMs: 100 });
});
