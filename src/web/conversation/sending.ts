import { stopAnswer } from '../../protocol/answers.ts';
import { call, type Caller } from '../../protocol/client.ts';
import { getConversation } from '../../protocol/conversations.ts';
import { ApiError } from '../../protocol/errors.ts';
import { sendMessage, withdrawMessage } from '../../protocol/messages.ts';
import { isPassing } from '../back-off.ts';
import type { KeptQuestion } from './kept-questions.ts';

/** A line that is half open takes a question and never answers. */
const attemptLimitMs = 20_000;

/** What became of a question that was taken back: nothing of it is there, or the answer that it had come to. */
export type TakenOff = 'gone' | 'stopped' | 'answered';

/** Has the server store a question. Throws what `call` throws, and a `TimeoutError`. */
export async function storeQuestion(caller: Caller, { conversationId, body }: KeptQuestion): Promise<void> {
  await call(caller, sendMessage, { conversationId }, body, { signal: AbortSignal.timeout(attemptLimitMs) });
}

/** The end of what a conversation shows; null for one that the server does not know. Throws as `storeQuestion`. */
export async function leafOf(caller: Caller, conversationId: string): Promise<string | null> {
  const options = { query: { limit: 1 }, signal: AbortSignal.timeout(attemptLimitMs) };
  try {
    const { conversation } = await call(caller, getConversation, { conversationId }, undefined, options);
    return conversation.leafId;
  } catch (error) {
    if (hasCode(error, 'conversation_not_found')) return null;
    throw error;
  }
}

/**
 * Takes a question off the server whose reply got lost, be it there or not: one that arrives later is refused there. An
 * answer that has begun is stopped. Throws as `storeQuestion`.
 */
export async function takeOff(caller: Caller, { body }: KeptQuestion): Promise<TakenOff> {
  const options = { signal: AbortSignal.timeout(attemptLimitMs) };
  try {
    await call(caller, withdrawMessage, { messageId: body.id }, undefined, options);
    return 'gone';
  } catch (error) {
    if (hasCode(error, 'message_not_found')) return 'gone';
    if (!hasCode(error, 'already_started')) throw error;
  }
  const { answer } = await call(caller, stopAnswer, { answerId: body.answerId }, undefined, options);
  return answer.status === 'stopped' ? 'stopped' : 'answered';
}

/** Whether the same call may succeed later. */
export function mayPass(error: unknown): boolean {
  return isPassing(error) || (error instanceof DOMException && error.name === 'TimeoutError');
}

const hasCode = (error: unknown, code: ApiError['code']): boolean =>
  error instanceof ApiError && error.code === code;
