import * as z from 'zod/mini';
import { Currency } from './cost.ts';

export const ModelInput = z.enum(['text', 'image', 'audio', 'video']);
export type ModelInput = z.infer<typeof ModelInput>;

const amount = z.number().check(z.gte(0));

const rates = {
  input: amount,
  /** Input that the server still had; absent: as all input. */
  cachedInput: z.optional(amount),
  output: amount,
  /** Thinking, and the answer after it; absent: as all output. */
  thinkingOutput: z.optional(amount),
};

/** What a million tokens cost, as somebody published it. */
export const TokenPrice = z.strictObject({
  currency: Currency,
  ...rates,
  /** What holds for a whole request whose input is longer than `above` tokens, the shortest first. */
  tiers: z.optional(z.array(z.strictObject({ above: z.number().check(z.int(), z.gte(1)), ...rates }))),
  /** When it was so. */
  asOf: z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/)),
  /** The address where it was read. */
  source: z.string().check(z.url()),
});
export type TokenPrice = z.infer<typeof TokenPrice>;

const tokens = z.number().check(z.int(), z.gte(1));

/** What a model is, as far as its server or the catalogue says: null where nobody does. */
export const ModelFacts = z.object({
  /** How many tokens question, conversation and answer may have together. */
  context: z.nullable(tokens),
  /** The longest answer, in tokens. */
  maxOutput: z.nullable(tokens),
  inputs: z.nullable(z.array(ModelInput)),
  /** Whether it answers in pieces only. */
  streamOnly: z.nullable(z.boolean()),
  /** Whether it can search the web by itself. */
  search: z.nullable(z.boolean()),
  tools: z.nullable(z.boolean()),
  price: z.nullable(TokenPrice),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

/** Of a model that nobody says anything of. */
export const unknownFacts: ModelFacts = {
  context: null,
  maxOutput: null,
  inputs: null,
  streamOnly: null,
  search: null,
  tools: null,
  price: null,
};
