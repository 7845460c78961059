import { describe, expect, it } from 'vitest';
import { estimateTokens, roomForPrompt } from './tokens.ts';

/** As the tokenizer of Qwen3 counts them. */
const counted: readonly [string, number][] = [
  [
    'Soot and glue make ink; an inkstone grinds it with a few drops of water, and a brush carries it to the paper.',
    29,
  ],
  ['砚台是中国传统文房四宝之一，与笔、墨、纸并称，用于研磨墨块，其历史可追溯至汉代以前。', 34],
  ['请用 TypeScript 写一个函数 debounce(fn, waitMs)，并解释 setTimeout 的用法。', 20],
  [
    'export function sum(numbers: readonly number[]): number {\n  return numbers.reduce((total, each) => total + each, 0);\n}\n',
    28,
  ],
  ['| 项目 | 2024 | 2025 |\n|---|---|---|\n| 收入 | 1,204 | 1,377 |\n| 成本 | 980 | 1,012 |', 58],
  ['墨は、煤を膠で練り固めたもので、硯で水とともにすりおろして使う。', 26],
];

describe('an estimate of tokens', () => {
  it.each(counted)('is within a fifth of what is counted: %s', (text, tokens) => {
    expect(estimateTokens(text)).toBeGreaterThan(tokens * 0.8);
    expect(estimateTokens(text)).toBeLessThan(tokens * 1.2);
  });

  it('takes no longer for a word, a space or a number without end', () => {
    for (const piece of ['a', ' ', '7', '墨', '\n'])
      expect(estimateTokens(piece.repeat(1_000_000))).toBeGreaterThan(0);
  });

  it('is nothing for nothing', () => {
    expect(estimateTokens('')).toBe(0);
  });
});

describe('the room for a prompt', () => {
  it('leaves what the answer may take, or a quarter', () => {
    expect(roomForPrompt({ context: 131_072, maxOutput: 8192 })).toBe(122_880);
    expect(roomForPrompt({ context: 131_072, maxOutput: 8192 }, 1000)).toBe(130_072);
    expect(roomForPrompt({ context: 4096, maxOutput: null })).toBe(3072);
  });

  it('is not known where nobody says how much the model reads', () => {
    expect(roomForPrompt({ context: null, maxOutput: 8192 })).toBeNull();
  });
});
