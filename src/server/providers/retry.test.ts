import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../protocol/errors.ts';
import { retryAfterMs, retryWaitMs } from './retry.ts';

const wait = (
  code: ErrorCode,
  attempt: number,
  rest: { random?: number; retryAfterMs?: number } = {},
): number | null =>
  retryWaitMs({ error: { code, retryable: true }, attempt, retryAfterMs: null, random: 0.999, ...rest });

test('the waits grow to 1, 2, 4, 8 seconds at most, and there are four of them', () => {
  expect([1, 2, 3, 4, 5].map((attempt) => wait('rate_limited', attempt))).toEqual([
    999,
    1998,
    3996,
    7992,
    null,
  ]);
});

test('no wait of our own choice is longer than a minute', () => {
  expect(wait('tokens_limited', 4)).toBeLessThan(60_000);
});

test('a server that asks for more than five minutes is not asked again, and never too early', () => {
  expect(wait('tokens_limited', 1, { retryAfterMs: 300_000 })).toBe(300_000);
  expect(wait('tokens_limited', 1, { retryAfterMs: 3_600_000 })).toBeNull();
});

test('any shorter wait is as likely', () => {
  expect(wait('rate_limited', 3, { random: 0 })).toBe(0);
  expect(wait('rate_limited', 3, { random: 0.5 })).toBe(2000);
});

test('a wait that the server asks for is kept', () => {
  expect(wait('rate_limited', 2, { retryAfterMs: 30_000 })).toBe(30_000);
});

test('what cannot pass, or cannot be read, is not asked again', () => {
  expect(wait('key_invalid', 1)).toBeNull();
  expect(wait('upstream_unreadable', 1)).toBeNull();
  expect(
    retryWaitMs({ error: { code: 'overloaded', retryable: false }, attempt: 1, retryAfterMs: 1, random: 0 }),
  ).toBeNull();
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-22T08:00:00Z');
  test.each<[headers: Record<string, string>, waitMs: number | null]>([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 08:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 07:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '7', 'retry-after-ms': '250' }, 250],
    [{}, null],
  ])('%j is %s', (headers, waitMs) => {
    expect(retryAfterMs({ status: 429, headers }, now)).toBe(waitMs);
  });
});
