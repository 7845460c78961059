import { kindOf } from './flanking.ts';
import { type Extent, likelyLongSpan, maxDollarSpan, maxSpan } from './reach.ts';

export interface Formula {
  readonly tex: string;
  readonly display: boolean;
  readonly end: number;
}

/** What may become a formula; `formula`: what it is likely to become, null if that is text. */
export interface OpenFormula {
  readonly formula: Formula | null;
  readonly isEmpty: boolean;
}

interface Delimiter {
  readonly opener: '$' | '$$' | '\\(' | '\\[';
  readonly from: number;
  readonly reach: number;
}

/**
 * The formula that begins at `at`, with one or two dollars or with `\(` or `\[`; `before` is the character before it.
 * Dollars are strict, since prices have to stay text: see `isText` and `closesDollar`.
 */
export function readFormula(extent: Extent, at: number, before: string): Formula | OpenFormula | null {
  const delimiter = delimiterAt(extent, at, before);
  if (delimiter === null) return null;
  const closer = findCloser(extent, delimiter);
  const contentEnd = typeof closer === 'number' ? closer : closer.openAt;
  if (contentEnd < 0) return null;
  const content = extent.source.slice(delimiter.from, contentEnd);
  if (isText(content, delimiter.opener)) return null;
  const formula = formulaOf(content, delimiter, contentEnd);
  if (typeof closer === 'number') return hasContent(content, delimiter.opener) ? formula : null;
  if (!extent.open || extent.end - at > delimiter.reach) return null;
  const isLikely =
    extent.end - at <= likelyLongSpan && looksLikeTex(content, delimiter.opener, closer.isClosed);
  // A letter alone may become a formula (`$x$`) or a word (`$HOME`): it waits for what follows.
  const isEmpty = (delimiter.opener === '$' ? /^[A-Za-z]?$/ : /^\s*\\?$/).test(content);
  // A backslash at the end is the first half of something.
  const tex = formula.tex.replace(/(?<!\\)\\$/, '');
  return { formula: isLikely ? { ...formula, tex, end: extent.end } : null, isEmpty };
}

function delimiterAt({ source, end }: Extent, at: number, before: string): Delimiter | null {
  if (source[at] === '\\') {
    return { opener: source[at + 1] === '(' ? '\\(' : '\\[', from: at + 2, reach: maxSpan };
  }
  const from = runEnd(source, at, end);
  if (from - at === 2) return { opener: '$$', from, reach: maxSpan };
  const kind = kindOf(before);
  const isBegin = from - at === 1 && kind !== 'letter' && before !== '$' && !/\s/.test(source[from] ?? '');
  return isBegin ? { opener: '$', from, reach: maxDollarSpan } : null;
}

/** The source ended before it was decided: the content ends at `openAt`, -1: there can be none. */
interface Undecided {
  readonly openAt: number;
  /** A closer is there, at the end of the source. */
  readonly isClosed: boolean;
}

const none: Undecided = { openAt: -1, isClosed: false };

/** Where the content ends. Backticks never stand in it, since code binds tighter. */
function findCloser(extent: Extent, delimiter: Delimiter): number | Undecided {
  const { source, end } = extent;
  const limit = Math.min(end, delimiter.from + delimiter.reach);
  for (let place = delimiter.from; place < limit;) {
    const mark = source[place]!;
    if (mark === '`') return none;
    if (mark === '\\') {
      const pair = `\\${source[place + 1] ?? ''}`;
      if (pair === closers[delimiter.opener]) return place;
      if (pair === delimiter.opener) return none;
      place += 2;
    } else if (mark === '$' && delimiter.opener[0] === '$') {
      const after = runEnd(source, place, end);
      const closed = closesDollar(extent, delimiter, place, after);
      if (closed !== 'inside') return closed;
      place = after;
    } else place++;
  }
  return limit === end ? { openAt: end, isClosed: false } : none;
}

const closers: Partial<Record<Delimiter['opener'], string>> = { '\\(': '\\)', '\\[': '\\]' };

/**
 * Whether the dollars from `place` to `after` end a formula. The first one decides: `$4 and $5` does not go on looking for
 * a better one, or half of a text of prices would become a formula.
 */
function closesDollar(
  { source, end, open }: Extent,
  { opener, from }: Delimiter,
  place: number,
  after: number,
): number | Undecided | 'inside' {
  const length = after - place;
  if (opener === '$$' && length === 1)
    return open && after === end ? { openAt: place, isClosed: false } : 'inside';
  const isEnd =
    length <= opener.length && (opener === '$$' || (place > from && !/\s/.test(source[place - 1]!)));
  if (!isEnd) return none;
  if (open && after === end) return { openAt: place, isClosed: true };
  if (length !== opener.length) return none;
  return opener === '$' && /[a-z\d]/i.test(source[after] ?? '') ? none : place;
}

function runEnd(source: string, at: number, end: number): number {
  let place = at;
  while (place < end && source[place] === '$') place++;
  return place;
}

const price = /^\d[^\\^_{}=]*?[\s("'][A-Za-z]{2}/;
const prose = /^[^\\^_{}=]*?(?<![A-Za-z])[A-Za-z]{2,}[,;:.]?\s+[("']?[A-Za-z]{2}/;
/** What closes something that began before the dollar: `cheap ($) or dear ($$$)`. */
const afterText = /^[)\],.;:!?]/;
const textGroup = /\\(?:text\w*|math(?:rm|bf|it|sf|tt)|mbox|hbox|operatorname\*?|tag\*?)\s*\{[^{}]*(?:\}|$)/g;
const eastAsian =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u;

/**
 * Whether what stands between dollars is a price and words after it, or Chinese outside of `\text{}`. Once this is so of a
 * beginning, it is so whatever follows.
 */
function isText(content: string, opener: Delimiter['opener']): boolean {
  if (opener[0] !== '$') return false;
  if (afterText.test(content) || prose.test(content) || (opener === '$' && price.test(content))) return true;
  return eastAsian.test(content) && eastAsian.test(content.replace(textGroup, ''));
}

/** `\(` and `\[` are also the escapes of a bracket: a formula says something. */
function hasContent(content: string, opener: Delimiter['opener']): boolean {
  return opener[0] === '$' ? /\S/.test(content) : /[\p{L}\p{N}]/u.test(content);
}

/** What has a mark of TeX, or begins like `f(x)` or `a + b`. `${name}` is more often a template than a formula. */
const begunTex = /^[^{]*[\\^_=]|^[^{]+\{|^[A-Za-z]'*(?:\(| ?[+*/<>|])/;

function looksLikeTex(content: string, opener: Delimiter['opener'], isClosed: boolean): boolean {
  return opener !== '$' || isClosed ? /[\p{L}\p{N}]/u.test(content) : begunTex.test(content);
}

function formulaOf(content: string, { opener }: Delimiter, contentEnd: number): Formula {
  return {
    tex: content.trim(),
    display: opener === '$$' || opener === '\\[',
    end: contentEnd + opener.length,
  };
}
