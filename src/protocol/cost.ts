import * as z from 'zod/mini';

export const Currency = z.enum(['CNY', 'USD']);
export type Currency = z.infer<typeof Currency>;

/** In millionths of a yuan or of a dollar: what a token costs is a few of them. */
export const Money = z.object({ currency: Currency, micros: z.number() });
export type Money = z.infer<typeof Money>;

/** What tokens cost by a published price. Yuan and dollars stand side by side: they are never added up. */
export const Cost = z.object({
  /** One a currency; none where all of it ran on servers of one's own, which take no money. */
  amounts: z.array(Money),
  /** The date of the price, the oldest of several; absent where there was none to pay. */
  asOf: z.optional(z.string()),
  /** Of some of it nobody knows the price: it costs more than this. */
  unpriced: z.optional(z.boolean()),
});
export type Cost = z.infer<typeof Cost>;
