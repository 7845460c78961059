import * as z from 'zod/mini';
import { Currency } from './cost.ts';

/** By whose clocks a day begins, as `Asia/Shanghai`. */
export const timeZone = z.string().check(z.maxLength(64), z.refine(isTimeZone, 'is no time zone'));

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** In millionths; a billion yuan is more than anybody spends on this. */
const micros = z.number().check(z.int(), z.gte(0), z.lte(1e15));

/** What may be spent in one currency: yuan and dollars are never added up. */
export const BudgetLimit = z.strictObject({ currency: Currency, period: z.enum(['day', 'month']), micros });
export type BudgetLimit = z.infer<typeof BudgetLimit>;

/** What a person allows to be spent. Days and months are those of the calendar. */
export const Budget = z.strictObject({ timeZone, limits: z.array(BudgetLimit).check(z.maxLength(8)) });
export type Budget = z.infer<typeof Budget>;
