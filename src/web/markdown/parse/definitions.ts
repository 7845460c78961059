import type { Definition } from './nodes.ts';
import { normalLabel } from './nodes.ts';
import { unescaped } from './escapes.ts';

/** A longer definition is text. */
const maxLength = 4_096;

export interface FoundDefinition {
  readonly label: string;
  readonly definition: Definition;
  /** How much of the source it takes, its line end included. */
  readonly length: number;
}

export const labelBeginning = /^\[(?:[^\\[\]]|\\[^])*\\?$/;
export const wholeLabel = /^\[(?:[^\\[\]]|\\[^])*\]/;
/** Brackets around 1,000 characters are no name. */
export const maxLabel = 1_001;

const beginning = /^\[((?:[^\\[\]]|\\[^])*)\]:[ \t]*(?:\n[ \t]*)?/;
const destination = /<(?:[^<>\n\\]|\\[^\n])*>|[^\0-\x20\x7f<][^\0-\x20\x7f]*/y;
/** The beginning of a destination. */
const mayCome = /^(?:<(?:[^<>\n\\]|\\[^\n])*\\?)?$/;
const gap = /[ \t]*(?:\n[ \t]*)?/y;
const title = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\((?:[^()\\]|\\[^])*\)/y;
const lineRest = /[ \t]*(\n|$)/y;

type Reading<T> = T | 'more' | null;

/**
 * The definition (CommonMark 4.7) that the text of a paragraph begins with. 'more': it takes more text to tell, of which
 * there will be some unless `isEnd`.
 */
export function readDefinition(source: string, isEnd: boolean): Reading<FoundDefinition> {
  const begun = beginning.exec(source);
  const label = normalLabel(begun?.[1] ?? '');
  if (!begun || label === '') return null;
  const found = matchAt(destination, source, begun[0].length);
  if (found === null) return mayCome.test(source.slice(begun[0].length)) && !isEnd ? 'more' : null;
  const end = begun[0].length + found.length;
  const isPart = end === source.length && !isEnd;
  if (!isPart && !found.startsWith('<') && !isBalanced(found)) return null;
  const href = unescaped(found.startsWith('<') ? found.slice(1, -1) : found);
  const titled = readTitled(source, end, isEnd);
  if (titled === 'more' && source.length <= maxLength) return 'more';
  if (titled && titled !== 'more' && titled.length <= maxLength) {
    return { label, definition: { href, title: titled.title }, length: titled.length };
  }
  const length = readLineEnd(source, end, isEnd);
  if (length === 'more') return source.length > maxLength ? null : 'more';
  if (length === null || length > maxLength) return null;
  return { label, definition: { href, title: '' }, length };
}

/** Every bracket that is not escaped has its other half. */
function isBalanced(address: string): boolean {
  let depth = 0;
  for (const [mark] of address.matchAll(/\\[^]|[()]/g)) {
    if (mark === '(') depth++;
    else if (mark === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

function readTitled(
  source: string,
  from: number,
  isEnd: boolean,
): Reading<{ title: string; length: number }> {
  const space = matchAt(gap, source, from) ?? '';
  const at = from + space.length;
  if (at === source.length) return isEnd ? null : 'more';
  if (space === '' || !/["'(]/.test(source[at]!)) return null;
  const found = matchAt(title, source, at);
  if (found === null) return isEnd ? null : 'more';
  const length = readLineEnd(source, at + found.length, isEnd);
  return length === null || length === 'more' ? length : { title: unescaped(found.slice(1, -1)), length };
}

/** Where the line ends on which nothing but space may follow. */
function readLineEnd(source: string, from: number, isEnd: boolean): Reading<number> {
  const rest = matchAt(lineRest, source, from);
  if (rest === null) return null;
  return rest.endsWith('\n') || isEnd ? from + rest.length : 'more';
}

function matchAt(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
}
