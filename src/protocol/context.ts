import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { Message } from './messages.ts';

export const setAsideAnswer = endpoint('PUT', '/api/answers/:answerId/set-aside', {
  summary: 'Keep an answer and its question from the model from now on, or give them to it again.',
  body: z.strictObject({ setAside: z.boolean() }),
  reply: z.object({ answer: Message }),
});
