import * as z from 'zod/mini';

/** How long a model may think where it can be told: each vendor has its own steps or tokens for these. */
export const ThinkingDepth = z.enum(['low', 'medium', 'high']);
export type ThinkingDepth = z.infer<typeof ThinkingDepth>;

/** Whether the web is searched: where the model finds it worth while, or for every question. */
export const SearchWish = z.enum(['off', 'auto', 'always']);
export type SearchWish = z.infer<typeof SearchWish>;

/** How thoroughly, under Alibaba's names: one quick search, a wider one, as many as the model likes, and reading whole pages too. */
export const SearchStrategy = z.enum(['turbo', 'max', 'agent', 'agent_max']);
export type SearchStrategy = z.infer<typeof SearchStrategy>;

/** What happens where a conversation is longer than its model can read: the oldest is left out, or given in short, or nothing is asked. */
export const WhenFull = z.enum(['drop-oldest', 'summarise', 'stop']);
export type WhenFull = z.infer<typeof WhenFull>;

const stopWord = z.string().check(z.minLength(1), z.maxLength(100));

/**
 * How an answer is wanted. What is absent is left to the model. The ranges are the widest that any server takes; what a
 * model takes of them, and whether it takes one at all, is in its `ModelInfo`.
 */
export const AnswerOptions = z.strictObject({
  thinking: z.optional(z.boolean()),
  depth: z.optional(ThinkingDepth),
  temperature: z.optional(z.number().check(z.gte(0), z.lte(2))),
  /** Of the likeliest words only those that together have this probability. */
  topP: z.optional(z.number().check(z.gt(0), z.lte(1))),
  /** The longest answer, in tokens, thinking not counted. */
  maxTokens: z.optional(z.number().check(z.int(), z.gte(1), z.lte(10_000_000))),
  /** The same seed and question give the same answer, as far as the server can. */
  seed: z.optional(z.number().check(z.int(), z.gte(0), z.lte(2 ** 31 - 1))),
  /** The answer ends before any of these. */
  stop: z.optional(z.array(stopWord).check(z.minLength(1), z.maxLength(8))),
  /** The answer is one JSON object. */
  json: z.optional(z.boolean()),
  search: z.optional(SearchWish),
  searchStrategy: z.optional(SearchStrategy),
  /** Absent: the oldest is left out. */
  whenFull: z.optional(WhenFull),
});
export type AnswerOptions = z.infer<typeof AnswerOptions>;

/** The later of them counts, one by one: of a model, of a conversation, of a question. */
export function combinedOptions(...layers: readonly (AnswerOptions | undefined)[]): AnswerOptions {
  return Object.assign({}, ...layers) as AnswerOptions;
}
