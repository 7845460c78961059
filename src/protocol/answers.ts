import * as z from 'zod/mini';
import { AnswerOptions } from './answer-options.ts';
import { endpoint } from './endpoint.ts';
import { Id } from './ids.ts';
import { Message, modelName } from './messages.ts';

export const stopAnswer = endpoint('POST', '/api/answers/:answerId/stop', {
  summary: 'Stop an answer. What had arrived stays; the reply holds the real status.',
  reply: z.object({ answer: Message }),
});

export const askNow = endpoint('POST', '/api/answers/:answerId/ask-now', {
  summary: 'Ask the model now for an answer that waits (`waiting`). Does nothing to one that does not wait.',
  reply: z.object({ answer: Message }),
});

export const continueAnswer = endpoint('POST', '/api/answers/:answerId/continue', {
  summary:
    'Write on where an answer was cut off, in a further run. `id` names this continuation: the same again gets the same reply.',
  body: z.strictObject({ id: Id, model: z.optional(modelName), options: z.optional(AnswerOptions) }),
  reply: z.object({ answer: Message }),
  status: 202,
});

export const regenerateAnswer = endpoint('POST', '/api/answers/:answerId/regenerate', {
  summary: 'Ask the same question again: a second answer beside the first.',
  body: z.strictObject({
    id: Id,
    model: z.optional(modelName),
    options: z.optional(AnswerOptions),
    /** The first message of its path that the model is to be given; absent: as for the answer before. */
    contextFrom: z.optional(Id),
  }),
  reply: z.object({ answer: Message }),
  status: 202,
});
