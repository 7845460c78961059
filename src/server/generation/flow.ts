import type { Message } from '../../protocol/messages.ts';

/** So long a provider keeps a prompt that is marked to be kept, and so long a prompt has to be for it. */
const keptMs = 5 * 60_000;
const leastTokens = 1024;

/**
 * Whether a person is in the middle of a long conversation: to keep its prompt for the next question costs a quarter more, and
 * pays if that comes within five minutes. Where this question did, the next is likely to. From what is stored, not by the clock.
 */
export function isInFlow(path: readonly Message[], model: string | null): boolean {
  const [before, question] = path.slice(-2);
  if (!before?.usage || !question || before.model !== model) return false;
  const { promptTokens, completionTokens } = before.usage;
  const endedAt = before.createdAt + (before.timings?.totalMs ?? 0);
  return promptTokens + completionTokens >= leastTokens && question.createdAt - endedAt < keptMs;
}
