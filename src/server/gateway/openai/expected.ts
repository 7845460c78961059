import { estimateTokens, tokensAroundMessage } from '../../../protocol/tokens.ts';
import { type Expected, usualAnswerTokens } from '../../generation/budgets.ts';

/** An image, or a few seconds of sound. */
const tokensOfPart = 1000;

/** What a request of OpenAI's may use: for an answer, or for embeddings, which say nothing. */
export function expectedIn(body: Record<string, unknown>): Expected {
  const { messages, input, max_completion_tokens: most, max_tokens: mostBefore } = body;
  if (!Array.isArray(messages)) return { promptTokens: tokensOf(input), completionTokens: 0 };
  const limit = most ?? mostBefore;
  const prompts = messages.map((message: { content?: unknown }) => tokensOf(message.content));
  return {
    promptTokens: prompts.reduce((sum, tokens) => sum + tokens + tokensAroundMessage, 0),
    completionTokens: Math.min(typeof limit === 'number' ? limit : usualAnswerTokens, usualAnswerTokens),
  };
}

function tokensOf(content: unknown): number {
  if (typeof content === 'string') return estimateTokens(content);
  if (Array.isArray(content)) return content.map(tokensOf).reduce((sum, tokens) => sum + tokens, 0);
  if (typeof content === 'number') return 1;
  if (typeof content !== 'object' || content === null) return 0;
  return 'text' in content ? tokensOf(content.text) : tokensOfPart;
}
