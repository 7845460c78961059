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
