import { type Message, textOf, type Usage } from '../../protocol/messages.ts';
import type { ModelInfo } from '../../protocol/models.ts';
import { estimateTokens, roomForPrompt, tokensAroundMessage } from '../../protocol/tokens.ts';

export interface Fullness {
  /** What the conversation takes, with what is being written. */
  tokens: number;
  /** What it may take, so that the answer has room beside it. */
  room: number;
}

/** What the provider has counted, with the answer, as it is given again: without what was thought. */
export const countedTokens = ({ promptTokens, completionTokens, reasoningTokens = 0 }: Usage): number =>
  promptTokens + completionTokens - reasoningTokens;

/**
 * How full a conversation is: what the provider counted with the last answer, and an estimate of what came since. Null where nobody
 * knows how much the model reads.
 */
export function fullness(
  path: readonly Message[],
  { model, maxTokens, draft }: { model: ModelInfo | undefined; maxTokens: number | undefined; draft: string },
): Fullness | null {
  const room = model ? roomForPrompt(model, maxTokens) : null;
  if (room === null) return null;
  const counted = path.findLastIndex(isCounted);
  const last = path[counted];
  const base = last ? countedTokens(last.usage!) : 0;
  const guessed = path.slice(counted + 1).reduce((sum, message) => sum + sizeOf(message), 0);
  const typed = draft.trim() === '' ? 0 : estimateTokens(draft) + tokensAroundMessage;
  return { tokens: base + (guessed + typed) * (last ? factorOf(last) : 1), room };
}

/** The usage of several runs counts the conversation several times; what is set aside, or found by a search, is not given again. */
const isCounted = ({ usage, seams, setAside }: Message): boolean =>
  usage !== null && seams.length === 0 && !setAside && !usage.searches;

/** A short answer says little of how its server counts. */
const tellingTokens = 50;

function factorOf(answer: Message): number {
  const { completionTokens, reasoningTokens = 0 } = answer.usage!;
  const counted = completionTokens - reasoningTokens;
  if (counted < tellingTokens) return 1;
  return Math.min(2, Math.max(0.5, counted / Math.max(1, estimateTokens(textOf(answer)))));
}

const sizes = new WeakMap<Message, number>();

/** Of what is being written nothing is guessed: it changes with every frame, and is counted soon. */
function sizeOf(message: Message): number {
  if (message.setAside || message.status === 'running') return 0;
  const known = sizes.get(message) ?? estimateTokens(textOf(message)) + tokensAroundMessage;
  sizes.set(message, known);
  return known;
}
