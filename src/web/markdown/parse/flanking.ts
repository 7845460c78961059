/**
 * Chinese, Japanese and Korean letters and marks. CommonMark asks for a space or a mark outside of `**bold.**`, which
 * these languages do not write: `**中文。**后` has to be bold.
 */
const eastAsian =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const eastAsianMark = /[\u2014\u2018\u2019\u201c\u201d\u2026\u3000-\u303f\ufe30-\ufe4f\uff00-\uffef]/u;
const whitespace = /\s/u;
const punctuation = /[\p{P}\p{S}]/u;

export type Kind = 'space' | 'mark' | 'letter' | 'east-asian' | 'east-asian-mark';

/** What a character is to the marks beside it; '' is the beginning or the end of the text. */
export function kindOf(character: string): Kind {
  if (character === '' || whitespace.test(character)) return 'space';
  if (eastAsianMark.test(character)) return 'east-asian-mark';
  if (eastAsian.test(character)) return 'east-asian';
  return punctuation.test(character) ? 'mark' : 'letter';
}

/** Whether a run of `*`, `_` or `~` between two characters can open and close, as CommonMark says, made fit for Chinese. */
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

/** The whole character that ends at `index`, both halves of it; '' at the beginning. */
export function characterBefore(text: string, index: number): string {
  const isPair = index > 1 && isLow(text.charCodeAt(index - 1)) && isHigh(text.charCodeAt(index - 2));
  return text.slice(Math.max(0, index - (isPair ? 2 : 1)), index);
}

/** The whole character that begins at `index`; '' at the end. */
export function characterAt(text: string, index: number, end: number): string {
  return index < end ? String.fromCodePoint(text.codePointAt(index) ?? 0x20) : '';
}

/** The first half of a character of two. */
export function isHigh(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}
