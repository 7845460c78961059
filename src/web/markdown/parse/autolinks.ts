import { BracketEnds } from './bracket-ends.ts';
import { characterBefore, kindOf } from './flanking.ts';
import type { Extent, Reading } from './reach.ts';
import { maxSpan } from './reach.ts';

export interface Address {
  readonly at: number;
  readonly end: number;
  readonly href: string;
}

/** What may become an address once more has come; `end`: how far it would reach by now. */
export interface OpenAddress {
  readonly at: number;
  readonly end: number | null;
}

const localCharacter = /[A-Za-z0-9.+_-]/;
const maxLocal = 64;
/** `_` may stand in a name, but not at the end of it. */
const domain = /[A-Za-z0-9]+(?:[-_]+[A-Za-z0-9]+)*(?:\.[A-Za-z0-9]+(?:[-_]+[A-Za-z0-9]+)*)+/y;
const mailTail = /[A-Za-z0-9._@-]*/y;

/**
 * Finds addresses in running text after GFM's rules. Only of ASCII: in Chinese the words go on without a space, and
 * `https://example.com/a查看` must not take them along.
 */
export class Addresses {
  readonly #extent: Extent;
  readonly #before: string;
  /** Where the run of characters ends that was looked at last, so that addresses in it do not look again. */
  #runEnd = 0;
  #bracketEnds: BracketEnds | undefined;

  constructor(extent: Extent, before: string) {
    this.#extent = extent;
    this.#before = before;
  }

  /** The address whose `http:` has its colon at `colon`, in text that begins at `textStart`. */
  atColon(colon: number, textStart: number): Address | OpenAddress | null {
    const { source } = this.#extent;
    const scheme = /https?$/i.exec(source.slice(Math.max(textStart, colon - 5), colon))?.[0];
    if (scheme === undefined) return null;
    const at = colon - scheme.length;
    if (/[a-z]/i.test(this.#characterBefore(at))) return null;
    return this.#read(at, colon, '://', source.slice(at, colon + 3));
  }

  /** The address whose `www.` has its dot at `dot`. */
  atDot(dot: number, textStart: number): Address | OpenAddress | null {
    const { source } = this.#extent;
    const at = dot - 3;
    if (at < textStart || source.slice(at, dot).toLowerCase() !== 'www') return null;
    const before = this.#characterBefore(at);
    const isBegin = kindOf(before) === 'space' || /[*_~(]/.test(before) || kindOf(before).startsWith('east');
    return isBegin ? this.#read(at, dot, '.', 'http://') : null;
  }

  /** The address of a mailbox whose `@` stands at `sign`. */
  atSign(sign: number, textStart: number, isOpened: boolean): Address | OpenAddress | null {
    const { source, end, open } = this.#extent;
    const at = this.#localStart(sign, textStart, isOpened);
    if (at === null) return null;
    mailTail.lastIndex = domain.lastIndex = sign + 1;
    const reached = mailTail.test(source) ? mailTail.lastIndex : sign + 1;
    const found = domain.test(source) ? domain.lastIndex : null;
    if (reached - at > maxSpan) return null;
    if (open && reached >= end) return { at, end: found };
    if (found === null || !endsMail(source.slice(found, reached), this.#characterBefore(at))) return null;
    const mail = source.slice(at, found);
    return { at, end: found, href: mail.includes(':') ? mail : `mailto:${mail}` };
  }

  #localStart(sign: number, textStart: number, isOpened: boolean): number | null {
    const { source } = this.#extent;
    let at = sign;
    while (at > textStart && sign - at <= maxLocal && localCharacter.test(source[at - 1]!)) at--;
    if (at === sign || sign - at > maxLocal) return null;
    const before = this.#characterBefore(at);
    if (before === '@') return null;
    if (localCharacter.test(before) && !(before === '_' && isOpened && at === textStart)) return null;
    return schemeStart(source, textStart, at);
  }

  #read(at: number, mark: number, separator: string, prefix: string): Address | OpenAddress | null {
    const { source, end, open } = this.#extent;
    const host = mark + separator.length;
    const begun = source.slice(mark, Math.min(host, end));
    if (open && host >= end && separator.startsWith(begun)) return { at, end: null };
    if (begun !== separator || !/[a-z\d]/i.test(source[host] ?? '')) return null;
    const reached = this.#endOfAddress(host);
    if (reached - at > maxSpan) return null;
    const kept = withoutTail(source, host, reached);
    if (open && reached === end) return { at, end: kept };
    if (separator === '.' && /_[^.]*(?:\.[^.]*)?$/.test(hostOf(source, at, kept))) return null;
    return {
      at,
      end: kept,
      href: separator === '.' ? prefix + source.slice(at, kept) : source.slice(at, kept),
    };
  }

  /** The end of the run of characters, or a `]` before it that was opened before the address. */
  #endOfAddress(host: number): number {
    if (host >= this.#runEnd) this.#lookAtRun(host);
    return Math.min(this.#runEnd, this.#bracketEnds?.after(host) ?? Infinity);
  }

  #lookAtRun(from: number): void {
    const { source, end } = this.#extent;
    let place = from;
    while (place < end && isAddressCode(source.charCodeAt(place))) place++;
    this.#runEnd = place;
    this.#bracketEnds = new BracketEnds(source, from, place);
  }

  #characterBefore(at: number): string {
    return at === 0 ? this.#before : characterBefore(this.#extent.source, at);
  }
}

/** Where a `mailto:` begins that ends where the name of a mailbox begins; that place if there is none. */
function schemeStart(source: string, textStart: number, at: number): number {
  const start = at - 'mailto:'.length;
  const isScheme = start >= textStart && source.slice(start, at).toLowerCase() === 'mailto:';
  return isScheme && !/[a-z\d]/i.test(source[start - 1] ?? '') ? start : at;
}

/** Where the word begins that ends at `end`, in text that begins at `textStart`, and may turn out to be an address. */
export function wordStart(source: string, textStart: number, end: number): number {
  const lowest = Math.max(textStart, end - maxLocal - 1);
  let start = end;
  while (start > lowest && localCharacter.test(source[start - 1]!)) start--;
  if (end - start <= maxLocal) return schemeStart(source, textStart, start);
  // Longer than the name of a mailbox, but `https` or `www` may stand at its end.
  for (start = end; end - start < 5 && /[a-z]/i.test(source[start - 1]!);) start--;
  return start;
}

/** What follows a mailbox must not go on with it, but for a full stop or the end of `_emphasis_`. */
function endsMail(rest: string, before: string): boolean {
  return /^\.*$/.test(rest) || (before === '_' && rest.startsWith('_'));
}

function hostOf(source: string, at: number, end: number): string {
  return /^[A-Za-z0-9._-]*/.exec(source.slice(at, end))![0];
}

/** Printable ASCII but `<` and the backtick. */
function isAddressCode(code: number): boolean {
  return code > 0x20 && code < 0x7f && code !== 0x3c && code !== 0x60;
}

const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** The end of an address without the marks that belong to the sentence. */
function withoutTail(source: string, from: number, reached: number): number {
  const balance: Record<string, number> = { '(': 0, '[': 0, '{': 0 };
  for (const [mark] of source.slice(from, reached).matchAll(/[()[\]{}]/g)) {
    if (mark in balance) balance[mark]!++;
    else balance[pairs[mark]!]!--;
  }
  let kept = reached;
  for (; kept > from; kept--) {
    const mark = source[kept - 1]!;
    const opener = pairs[mark];
    if (opener !== undefined && balance[opener]! < 0) balance[opener]!++;
    else if (mark === ';') kept = entityStart(source, from, kept) + 1;
    else if (!'.,:!?"\'*_~|>\\'.includes(mark)) break;
  }
  return kept;
}

/** Where `&name;` begins that ends at `end`, or its semicolon alone. */
function entityStart(source: string, from: number, end: number): number {
  let place = end - 1;
  while (place > from && /[a-z\d]/i.test(source[place - 1]!)) place--;
  return place > from && source[place - 1] === '&' && place < end - 1 ? place - 1 : end - 1;
}

const uri = /<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\0-\x20\x7f]*)>/y;
const mailbox =
  /<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)>/y;
const begun =
  /<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\0-\x20\x7f]*$|<[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+(?:@[a-zA-Z0-9.-]*)?$/y;

/** The address between `<` and `>` that begins at `at` (CommonMark 6.5). */
export function readBracketed(
  { source, end, open }: Extent,
  at: number,
): Reading<Address & { text: string }> {
  for (const pattern of [uri, mailbox]) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[1];
    if (text === undefined || text.length > maxSpan) continue;
    const href = pattern === uri ? text : `mailto:${text}`;
    return { at, end: pattern.lastIndex, href, text };
  }
  begun.lastIndex = at;
  return open && end - at <= maxSpan && begun.test(source) ? 'open' : null;
}
