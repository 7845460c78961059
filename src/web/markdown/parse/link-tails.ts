import { unescaped } from './escapes.ts';
import type { Extent, Reading } from './reach.ts';

export interface LinkTail {
  readonly href: string;
  readonly title: string;
  readonly end: number;
}

const maxLabel = 999;
const maxParentheses = 32;
const quotes: Record<string, string> = { '"': '"', "'": "'", '(': ')' };

interface Part {
  readonly text: string;
  readonly end: number;
}

/** What follows the `]` of an inline link, from its `(` at `at` (CommonMark 6.3). */
export function readLinkTail(extent: Extent, at: number): Reading<LinkTail> {
  const from = skipSpace(extent, at + 1);
  const destination = readDestination(extent, from);
  if (destination === null || destination === 'open') return destination;
  const next = skipSpace(extent, destination.end);
  const isApart = next > destination.end;
  const title = isApart ? readTitle(extent, next) : null;
  if (title === 'open') return 'open';
  const close = title ? skipSpace(extent, title.end) : next;
  if (close >= extent.end) return 'open';
  if (extent.source[close] !== ')') return null;
  return {
    href: encoded(unescaped(destination.text)),
    title: unescaped(title?.text ?? ''),
    end: close + 1,
  };
}

/** The name between brackets from the `[` at `at`, as it stands there. */
export function readLabel({ source, end }: Extent, at: number): Reading<Part> {
  const limit = Math.min(end, at + maxLabel + 2);
  for (let place = at + 1; place < limit; place++) {
    const mark = source[place];
    if (mark === ']') return { text: source.slice(at + 1, place), end: place + 1 };
    if (mark === '[') return null;
    if (mark === '\\') place++;
  }
  return limit === end ? 'open' : null;
}

/** Whether what stands between brackets can be a name. */
export function isLabel(text: string): boolean {
  return text.length <= maxLabel && /[^ \t\n]/.test(text);
}

/** The address with what an address cannot hold percent-encoded; what is encoded stays so. */
export function encoded(address: string): string {
  return encodeURI(address.toWellFormed()).replaceAll('%25', '%');
}

function readDestination(extent: Extent, from: number): Reading<Part> {
  if (from >= extent.end) return 'open';
  return extent.source[from] === '<' ? readBracketed(extent, from) : readBare(extent, from);
}

function readBracketed({ source, end }: Extent, from: number): Reading<Part> {
  for (let place = from + 1; place < end; place++) {
    const mark = source[place];
    if (mark === '>') return { text: source.slice(from + 1, place), end: place + 1 };
    if (mark === '<' || mark === '\n') return null;
    if (mark === '\\') place++;
  }
  return 'open';
}

function readBare({ source, end }: Extent, from: number): Reading<Part> {
  let depth = 0;
  let place = from;
  for (; place < end; place++) {
    const code = source.charCodeAt(place);
    if (code <= 0x20 || code === 0x7f) break;
    const mark = source[place];
    if (mark === '\\' && isMark(source.charCodeAt(place + 1))) place++;
    else if (mark === '(' && ++depth > maxParentheses) return null;
    else if (mark === ')' && --depth < 0) break;
  }
  if (place >= end) return 'open';
  if (depth > 0 || (place === from && source[place] !== ')')) return null;
  return { text: source.slice(from, place), end: place };
}

function readTitle({ source, end }: Extent, at: number): Reading<Part> {
  const opener = source[at] ?? '';
  const closer = quotes[opener];
  if (at >= end) return 'open';
  if (closer === undefined) return null;
  for (let place = at + 1; place < end; place++) {
    const mark = source[place];
    if (mark === closer) return { text: source.slice(at + 1, place), end: place + 1 };
    if (mark === '(' && opener === '(') return null;
    if (mark === '\\') place++;
  }
  return 'open';
}

function skipSpace({ source, end }: Extent, from: number): number {
  let place = from;
  while (place < end && ' \t\n'.includes(source[place]!)) place++;
  return place;
}

/** ASCII punctuation: what a backslash can escape. */
export function isMark(code: number): boolean {
  return (
    (code > 0x20 && code < 0x30) ||
    (code > 0x39 && code < 0x41) ||
    (code > 0x5a && code < 0x61) ||
    (code > 0x7a && code < 0x7f)
  );
}
