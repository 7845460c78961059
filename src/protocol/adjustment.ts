import * as z from 'zod/mini';

/**
 * How an answer was asked for otherwise than it was wanted, since its model refused it so. `to`: what the value was brought
 * to; without it the setting was left out, or the model's own way was used.
 */
export const Adjustment = z.object({
  setting: z.enum([
    'temperature',
    'topP',
    'seed',
    'stop',
    'maxTokens',
    'json',
    'thinking',
    'depth',
    'search',
    /** The word was added to the question. */
    'jsonWord',
  ]),
  to: z.optional(z.number()),
});
export type Adjustment = z.infer<typeof Adjustment>;
