import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { Message, modelName } from './messages.ts';

export const setAsideAnswer = endpoint('PUT', '/api/answers/:answerId/set-aside', {
  summary: 'Keep an answer and its question from the model from now on, or give them to it again.',
  body: z.strictObject({ setAside: z.boolean() }),
  reply: z.object({ answer: Message }),
});

/** The longest summary, in UTF-16 units. */
const maxSummaryLength = 32 * 1024;

export const changeSummary = endpoint('PUT', '/api/messages/:messageId/summary', {
  summary:
    'What stands above a message in short, which a model is given where its context begins there; empty: nothing.',
  body: z.strictObject({ text: z.string().check(z.maxLength(maxSummaryLength)) }),
  reply: z.object({ message: Message }),
});

const tokens = z.number();

/** How a prompt is made up, in tokens: estimated, by what the provider has counted last. */
export const ContextUse = z.object({
  /** How many the model reads, question and answer together; null: nobody says. */
  context: z.nullable(tokens),
  /** How many of these a prompt may have. */
  room: z.nullable(tokens),
  system: tokens,
  summary: tokens,
  questions: tokens,
  answers: tokens,
  /** How many messages stand above where the context begins. */
  leftOut: z.number(),
  /** How many answers are set aside, each with its question. */
  setAside: z.number(),
});
export type ContextUse = z.infer<typeof ContextUse>;

export const getContext = endpoint('GET', '/api/conversations/:conversationId/context', {
  summary: 'What of a conversation the next question is given to the model with, and how much room it takes.',
  query: z.object({ model: z.optional(modelName) }),
  reply: ContextUse,
});
