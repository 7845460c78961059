import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { modelName } from './messages.ts';
import { ModelInfo } from './models.ts';

/**
 * What a model is asked to find out what it can do, in this order, each in a question of its own: whether it goes on from a
 * beginning that it is given (with thinking switched off, and in one piece); whether it thinks, and for how long; whether it
 * sees images and calls tools; whether it writes JSON; whether it searches the web.
 */
export const ProbeStep = z.enum(['prefix', 'thinking', 'image', 'json', 'search']);
export type ProbeStep = z.infer<typeof ProbeStep>;

/** At most, for all of the questions together. */
export const mostProbeTokens = 50;

/** `refused`: the model said no. `unclear`: it said something that tells neither. */
export const ProbeOutcome = z.enum(['taken', 'refused', 'unclear']);
export type ProbeOutcome = z.infer<typeof ProbeOutcome>;

export const ProbeReply = z.object({
  model: ModelInfo,
  asked: z.array(z.object({ step: ProbeStep, outcome: ProbeOutcome })),
});
export type ProbeReply = z.infer<typeof ProbeReply>;

export const probeModel = endpoint('POST', '/api/models/probe', {
  summary:
    'Find out what a model can do by asking it: at most five questions, and 50 tokens of answer in all. What it shows is remembered, in place of all that it had shown before.',
  body: z.strictObject({ model: modelName }),
  reply: ProbeReply,
});
