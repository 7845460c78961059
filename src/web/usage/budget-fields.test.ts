import { expect, test } from 'vitest';
import { limitOf, readAmount, withLimit } from './budget-fields.ts';

test.each([
  ['', undefined],
  ['12', 12_000_000],
  ['¥ 1.5', 1_500_000],
  ['0,25', 250_000],
  ['１２', 12_000_000],
  ['0', 0],
  ['0.000001', 1],
  ['-1', null],
  ['a lot', null],
  ['1e3', null],
  ['99999999999', null],
])('an amount of “%s” is read as it is meant', (text, micros) => {
  expect(readAmount(text)).toBe(micros);
});

test('one limit is changed or taken away, the others stay', () => {
  const day = { currency: 'CNY', period: 'day' } as const;
  const month = { currency: 'CNY', period: 'month' } as const;
  const one = withLimit(null, day, 5, 'Asia/Shanghai');
  expect(one).toEqual({ timeZone: 'Asia/Shanghai', limits: [{ ...day, micros: 5 }] });
  const two = withLimit(one, month, 7, 'UTC');
  expect(limitOf(two, day)?.micros).toBe(5);
  expect(limitOf(withLimit(two, day, 6, 'UTC'), day)?.micros).toBe(6);
  const left = withLimit(two, day, undefined, 'UTC');
  expect(left).toEqual({ timeZone: 'UTC', limits: [{ ...month, micros: 7 }] });
  expect(withLimit(left, month, undefined, 'UTC')).toBeNull();
});
