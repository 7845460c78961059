import type { ModelFacts } from './model-facts.ts';

/** What a character brings, in tokens: of a word each letter beyond the sixth, since the beginning is a token of its own. */
const weights = {
  word: 1.05,
  letterBeyond: 0.09,
  digit: 1.2,
  han: 0.7,
  syllable: 0.85,
  space: 0.6,
  other: 0.6,
};
const shortWord = 6;
/** What stands around each message on the wire. */
export const tokensAroundMessage = 4;

/**
 * How many tokens a text has, without a tokenizer. Against that of Qwen3, over 130 texts (prose in Chinese and English, code,
 * JSON, tables): half are within 4 %, nine in ten within 10 %; Korean and formulas up to a third too few, JSON without spaces
 * as much too many. Other models differ, so what is told to people is calibrated by what their server has counted last.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let lettersSoFar = 0;
  let isInSpace = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isLetter(code)) {
      tokens += lettersSoFar === 0 ? weights.word : lettersSoFar < shortWord ? 0 : weights.letterBeyond;
      lettersSoFar++;
      isInSpace = false;
      continue;
    }
    lettersSoFar = 0;
    const isSpace = code === 32 || (code >= 9 && code <= 13);
    // A single space belongs to the word behind it.
    const isCounted = code !== 32 || text.charCodeAt(index + 1) === 32;
    if (!isSpace) tokens += weightOf(code);
    else if (!isInSpace && isCounted) tokens += weights.space;
    isInSpace = isSpace && (isInSpace || isCounted);
  }
  return Math.ceil(tokens);
}

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

function weightOf(code: number): number {
  if (code >= 48 && code <= 57) return weights.digit;
  if ((code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff)) return weights.han;
  const isSyllable = (code >= 0x3040 && code <= 0x30ff) || (code >= 0xac00 && code <= 0xd7af);
  return isSyllable ? weights.syllable : weights.other;
}

/** An answer of unknown length is given this much. */
const usualAnswerTokens = 8192;

/**
 * How many tokens a prompt may have, so that the answer has room beside it: what the answer may take, but not more than a quarter.
 * Null: nobody knows how much the model reads.
 */
export function roomForPrompt(
  { context, maxOutput }: Pick<ModelFacts, 'context' | 'maxOutput'>,
  maxTokens?: number,
): number | null {
  if (context === null) return null;
  const answer = Math.min(maxTokens ?? maxOutput ?? usualAnswerTokens, context / 4);
  return Math.max(1, Math.floor(context - answer));
}
