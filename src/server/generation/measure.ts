import { type Message, textOf } from '../../protocol/messages.ts';
import { estimateTokens, tokensAroundMessage } from '../../protocol/tokens.ts';
import { isGiven, type Material, summaryText } from './prompt.ts';

/** How many tokens each message of a path takes in a prompt, by what the provider has counted last. */
export interface Measured {
  material: Material;
  /** What the provider counts where our estimate says 1. */
  factor: number;
  system: number;
  /** Of each message of the path: 0 for what the model is not given. */
  messages: readonly number[];
}

/** Below this what a server adds of its own counts for more than what was said. */
const tellingTokens = 200;

export function measure(material: Material): Measured {
  const { path, systemPrompt } = material;
  const messages = path.map((message, index) => (isGiven(path, index) ? sizeOf(message) : 0));
  const system = systemPrompt ? estimateTokens(systemPrompt) + tokensAroundMessage : 0;
  return scaled(
    { material, factor: 1, system, messages },
    factorOf({ material, factor: 1, system, messages }),
  );
}

const sizes = new Map<string, number>();
const mostSizes = 50_000;

/** Remembered: a long conversation would hold up everybody else if all of it were gone through for each question. */
function sizeOf(message: Message): number {
  const text = textOf(message);
  // What is said under an id never changes; it only grows where an answer goes on.
  const key = `${message.id} ${text.length}`;
  const known = sizes.get(key) ?? estimateTokens(text) + tokensAroundMessage;
  if (sizes.size >= mostSizes) sizes.clear();
  sizes.set(key, known);
  return known;
}

/** As if the provider counted `by` times as much. */
export function scaled({ material, factor, system, messages }: Measured, by: number): Measured {
  return {
    material,
    factor: factor * by,
    system: system * by,
    messages: messages.map((tokens) => tokens * by),
  };
}

/** From the last answer of the path whose prompt was counted alone: not with that of a further run, or with what a search found. */
function factorOf(estimated: Measured): number {
  const { path } = estimated.material;
  const index = path.findLastIndex(({ usage, seams, setAside }) => {
    return usage !== null && seams.length === 0 && !usage.searches && !setAside;
  });
  const counted = path[index]?.usage?.promptTokens ?? 0;
  if (counted < tellingTokens) return 1;
  const guess = promptTokens(estimated, beginOf(path, path[index]!.contextFrom), index);
  return Math.min(2, Math.max(0.5, counted / guess));
}

/** Of the prompt that begins with this message of the path and ends before another. */
export function promptTokens(
  { material, factor, system, messages }: Measured,
  begin: number,
  end?: number,
): number {
  const summary = material.path[begin]?.summary;
  const inShort = summary ? estimateTokens(summaryText(summary)) * factor : 0;
  return messages.slice(begin, end).reduce((sum, tokens) => sum + tokens, system + inShort);
}

/** Where in the path the context of an answer began. */
export function beginOf(path: readonly Message[], contextFrom: string | undefined): number {
  return Math.max(
    0,
    path.findIndex(({ id }) => id === contextFrom),
  );
}

/** Where the next answer's context begins: where that of the last one by the same model did, which may still have it in its cache. */
export function begunFor(path: readonly Message[], model: string | null): number {
  const before = path.findLast((message) => message.role === 'assistant' && message.model === model);
  return beginOf(path, before?.contextFrom);
}

/** The first question from which on the prompt has at most so many tokens; the last one if none has. */
export function beginWithin({ material, system, messages }: Measured, most: number): number {
  let begin = material.path.length - 1;
  let tokens = system;
  for (let index = begin; index >= 0; index--) {
    tokens += messages[index]!;
    if (tokens > most) break;
    if (material.path[index]!.role === 'user') begin = index;
  }
  return begin;
}
