import type { MarkdownIt } from 'markdown-it';

/**
 * Chinese, Japanese and Korean letters and marks. CommonMark asks for a space or a mark outside of `**bold.**`, which
 * these languages do not write: `**中文。**后` has to be bold.
 */
const eastAsian =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const eastAsianMark = /[\u2014\u2018\u2019\u201c\u201d\u2026\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]/u;
const whitespace = /\s/u;
const punctuation = /[\p{P}\p{S}]/u;

type Kind = 'space' | 'mark' | 'letter' | 'east-asian' | 'east-asian-mark';

function kindOf(character: string): Kind {
  if (character === '' || whitespace.test(character)) return 'space';
  if (eastAsianMark.test(character)) return 'east-asian-mark';
  if (eastAsian.test(character)) return 'east-asian';
  return punctuation.test(character) ? 'mark' : 'letter';
}

/** Whether a run of `*` or `_` between two characters can open and close, as CommonMark says, made fit for Chinese. */
export function flanking(
  before: string,
  after: string,
  isUnderscore: boolean,
): { open: boolean; close: boolean } {
  const [left, right] = [kindOf(before), kindOf(after)];
  const leftFlanking = right !== 'space' && (right !== 'mark' || left !== 'letter');
  const rightFlanking = left !== 'space' && (left !== 'mark' || right !== 'letter');
  if (!isUnderscore) return { open: leftFlanking, close: rightFlanking };
  // `snake_case` and `文件_名_字` are words, not emphasis.
  return {
    open: leftFlanking && (!rightFlanking || left.endsWith('mark')),
    close: rightFlanking && (!leftFlanking || right.endsWith('mark')),
  };
}

function characterBefore(text: string, index: number): string {
  const isPair = /[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(0, index - 2), index));
  return text.slice(Math.max(0, index - (isPair ? 2 : 1)), index);
}

function characterAfter(text: string, index: number, end: number): string {
  return index < end ? String.fromCodePoint(text.codePointAt(index) ?? 0x20) : '';
}

/** Makes a parser judge emphasis by `flanking`. */
export function useEastAsianEmphasis(parser: MarkdownIt): void {
  parser.inline.State = class extends parser.inline.State {
    override scanDelims(start: number, canSplitWord: boolean) {
      let end = start + 1;
      while (end < this.posMax && this.src[end] === this.src[start]) end++;
      const left = characterBefore(this.src, start);
      const right = characterAfter(this.src, end, this.posMax);
      const { open, close } = flanking(left, right, !canSplitWord);
      return { can_open: open, can_close: close, length: end - start };
    }
  };
}
