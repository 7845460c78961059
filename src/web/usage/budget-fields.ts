import type { Budget, BudgetLimit } from '../../protocol/budget.ts';
import { readNumber } from '../models/wish-fields.ts';

type Field = Pick<BudgetLimit, 'currency' | 'period'>;

/** Each limit that there can be, in the order in which they are shown. */
export const budgetFields = [
  { currency: 'CNY', period: 'day' },
  { currency: 'CNY', period: 'month' },
  { currency: 'USD', period: 'day' },
  { currency: 'USD', period: 'month' },
] as const satisfies readonly Field[];

const mostMoney = 1e9;

/** In millionths. Undefined: no limit. Null: not an amount. */
export function readAmount(text: string): number | undefined | null {
  const amount = readNumber(text.replace(/[¥￥$]/g, ''), { min: 0, max: mostMoney, whole: false });
  return typeof amount === 'number' ? Math.round(amount * 1e6) : amount;
}

export const limitOf = (budget: Budget | null, { currency, period }: Field): BudgetLimit | undefined =>
  budget?.limits.find((limit) => limit.currency === currency && limit.period === period);

/** With another limit, or without it; null: there is none left. The days are those of whoever changes it. */
export function withLimit(
  budget: Budget | null,
  { currency, period }: Field,
  micros: number | undefined,
  timeZone: string,
): Budget | null {
  const others = (budget?.limits ?? []).filter(
    (limit) => limit.currency !== currency || limit.period !== period,
  );
  const limits = micros === undefined ? others : [...others, { currency, period, micros }];
  return limits.length === 0 ? null : { timeZone, limits };
}
