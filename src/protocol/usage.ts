import * as z from 'zod/mini';
import { BudgetLimit, timeZone } from './budget.ts';
import { Currency, Money } from './cost.ts';
import { bytesEndpoint, endpoint } from './endpoint.ts';

/** What was used, summed up. Thinking is within `completionTokens`, cached input within `promptTokens`. */
export const UsageSum = z.object({
  /** To a model: answers, their continuations, titles, and what other programs asked. */
  requests: z.number(),
  promptTokens: z.number(),
  cachedTokens: z.number(),
  completionTokens: z.number(),
  reasoningTokens: z.number(),
  searches: z.number(),
  /** What is known to have been paid, one amount a currency. */
  amounts: z.array(Money),
  /** Requests of which nobody knows the price. */
  unpriced: z.number(),
  /** Requests whose tokens are a guess, since their replies ended before the provider told them. */
  estimated: z.number(),
});
export type UsageSum = z.infer<typeof UsageSum>;

export const noUsage: UsageSum = {
  requests: 0,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
  searches: 0,
  amounts: [],
  unpriced: 0,
  estimated: 0,
};

/** Both together. */
export function addSums(one: UsageSum, other: UsageSum): UsageSum {
  return {
    requests: one.requests + other.requests,
    promptTokens: one.promptTokens + other.promptTokens,
    cachedTokens: one.cachedTokens + other.cachedTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    reasoningTokens: one.reasoningTokens + other.reasoningTokens,
    searches: one.searches + other.searches,
    amounts: addAmounts([...one.amounts, ...other.amounts]),
    unpriced: one.unpriced + other.unpriced,
    estimated: one.estimated + other.estimated,
  };
}

/** One amount a currency, yuan first. */
export function addAmounts(amounts: readonly Money[]): Money[] {
  return Currency.options.flatMap((currency) => {
    const own = amounts.filter((money) => money.currency === currency);
    return own.length === 0 ? [] : [{ currency, micros: own.reduce((sum, { micros }) => sum + micros, 0) }];
  });
}

export const UsageRow = z.object({
  /** A day as `2026-11-23`, or a month as `2026-11`, in the time zone that was asked for. */
  period: z.string(),
  /** As `provider/model`. */
  model: z.string(),
  ...UsageSum.shape,
});
export type UsageRow = z.infer<typeof UsageRow>;

const query = z.object({
  /** How many days, today included; absent: all that is known. */
  days: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(3660))),
  timeZone,
});
export type UsageRange = z.infer<typeof query>;

export const UsageReply = z.object({
  by: z.enum(['day', 'month']),
  /** The first period and the present one, whether or not anything was used in them. */
  from: z.string(),
  to: z.string(),
  /** In the order of their periods; without those in which nothing was used. */
  rows: z.array(UsageRow),
});
export type UsageReply = z.infer<typeof UsageReply>;

export const getUsage = endpoint('GET', '/api/usage', {
  summary:
    'What was used and what it has cost, by model and day; by model and month where it is of over 92 days.',
  query,
  reply: UsageReply,
});

export const getConversationUsage = endpoint('GET', '/api/conversations/:conversationId/usage', {
  summary: 'What a conversation has used and cost, with all of its branches.',
  reply: UsageSum,
});

export const downloadUsage = bytesEndpoint('GET', '/api/usage.csv', {
  summary: 'The same by model and day, as a table for a spreadsheet.',
  query: z.object({ ...query.shape, language: z.optional(z.enum(['en', 'zh'])) }),
  mediaTypes: ['text/csv'],
});

export const BudgetReply = z.object({
  limits: z.array(
    z.object({
      ...BudgetLimit.shape,
      /** In its present day or month, what is under way included as far as that can be said beforehand. */
      spentMicros: z.number(),
    }),
  ),
});
export type BudgetReply = z.infer<typeof BudgetReply>;

export const getBudget = endpoint('GET', '/api/budget', {
  summary: 'What was spent of each limit of the budget, which is one of the settings.',
  reply: BudgetReply,
});
