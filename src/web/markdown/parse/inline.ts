import { Addresses, readBracketed, wordStart } from './autolinks.ts';
import { readWideCitation } from './citations.ts';
import { BacktickRuns, codeOf } from './code-spans.ts';
import { unescaped } from './escapes.ts';
import { characterAt, flanking, isHigh, kindOf } from './flanking.ts';
import { type Formula, readFormula } from './formulas.ts';
import { encoded, isMark } from './link-tails.ts';
import { Links } from './links.ts';
import type { Inline, Names } from './nodes.ts';
import { Progress } from './progress.ts';
import { isLineBreak, mayBeLineBreak, RawHtml } from './raw-html.ts';
import { type Extent, likelyLongSpan, likelySpan, maxSpan, unfinished } from './reach.ts';

export interface InlineText {
  readonly nodes: readonly Inline[];
  /**
   * How much of the source can never read differently whatever follows, and how many of `nodes` that is; a text ends there
   * if need be. What the source does not have in `nodes` yet is held back. Of a text that is not open it is everything.
   */
  readonly settled: { readonly length: number; readonly nodes: number };
  /**
   * Labels (normalised) that mean nothing yet and stand in what is settled, those of footnotes with `^` before: to be read
   * again when one becomes known, and those that were awaited also when nothing more comes.
   */
  readonly missing: readonly string[];
}

export interface Surroundings {
  /** More may come after the source. */
  readonly open: boolean;
  /** The whole character before it, '' at the beginning of the leaf. */
  readonly before: string;
}

/**
 * Reads the text of a leaf (CommonMark 6, GFM's extensions, formulas and footnotes). While it is open, what is not finished
 * at its end shows as what it will probably be. Reading the settled beginning and then the rest, with the character before
 * it, comes to the same as reading all at once.
 */
export function parseInline(source: string, names: Names, { open, before }: Surroundings): InlineText {
  const isCut = open && isHigh(source.charCodeAt(source.length - 1));
  const known = isCut ? source.slice(0, -1) : source;
  return new InlineReader({ source: known, end: known.length, open }, names, before).read();
}

const specials = new Set('\n\\`*_~$!<&[].:@'.split('').map((mark) => mark.charCodeAt(0)));
const isSpecial = Uint8Array.from({ length: 128 }, (_, code) => (specials.has(code) ? 1 : 0));
const wideBracket = 0x3010;
const entity = /&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});/y;
const entityBegun = /&(?:#(?:[xX][0-9a-fA-F]{0,6}|\d{0,7})|[a-zA-Z][a-zA-Z0-9]{0,31})?$/y;

class InlineReader {
  readonly #source: string;
  readonly #end: number;
  readonly #open: boolean;
  readonly #extent: Extent;
  readonly #progress: Progress;
  readonly #links: Links;
  readonly #code: BacktickRuns;
  readonly #html: RawHtml;
  readonly #addresses: Addresses;
  /** Where the last run of marks ends that can only open. */
  #openerEnd = -1;

  constructor(extent: Extent, names: Names, before: string) {
    this.#source = extent.source;
    this.#end = extent.end;
    this.#open = extent.open;
    this.#extent = extent;
    this.#progress = new Progress(extent, before);
    this.#links = new Links(this.#progress, names);
    this.#code = new BacktickRuns(extent.source);
    this.#html = new RawHtml(extent);
    this.#addresses = new Addresses(extent, before);
  }

  read(): InlineText {
    while (this.#skipPlain() < this.#end) this.#readSpecial();
    this.#endText();
    const { before, after, length } = this.#progress.finish();
    return {
      nodes: [...before, ...after],
      settled: { length, nodes: before.length },
      missing: this.#links.missingBefore(length),
    };
  }

  #skipPlain(): number {
    let place = this.#progress.place;
    for (; place < this.#end; place++) {
      const code = this.#source.charCodeAt(place);
      if (code < 128 ? isSpecial[code] === 1 : code === wideBracket) break;
    }
    this.#progress.takeAsText(place);
    return place;
  }

  #readSpecial(): void {
    switch (this.#source[this.#progress.place]) {
      case '\n':
        return this.#readLineEnd();
      case '\\':
        return this.#readBackslash();
      case '`':
        return this.#readCode();
      case '*':
      case '_':
      case '~':
        return this.#readMarks();
      case '$':
        return this.#readDollars();
      case '!':
        return this.#readExclamation();
      case '[':
        return this.#links.open(this.#progress.place + 1);
      case ']':
        return this.#links.close();
      case '【':
        return this.#readWideBracket();
      case '<':
        return this.#readAngle();
      case '&':
        return this.#readEntity();
      default:
        return this.#readAddress();
    }
  }

  // Lines.

  #readLineEnd(): void {
    const at = this.#progress.place;
    const spaces = this.#progress.spacesBefore(at, ' ');
    const next = skipSpaces(this.#source, at + 1);
    if (next === this.#end) return this.#progress.hold(spaces);
    this.#progress.take(spaces, next, at - spaces >= 2 ? { type: 'break' } : { type: 'text', text: '\n' });
  }

  #endText(): void {
    const end = this.#progress.spacesBefore(this.#end, ' \t');
    this.#progress.wait(end === this.#end ? wordStart(this.#source, this.#progress.textStart, end) : end);
    this.#progress.flushText(end);
  }

  #readBackslash(): void {
    const at = this.#progress.place;
    const next = this.#source[at + 1];
    if (next === undefined) return this.#open ? this.#progress.hold(at) : this.#progress.takeAsText(at + 1);
    if (next === '\n') return this.#readHardBreak(at);
    if ((next === '(' || next === '[') && this.#readFormula(at)) return;
    if (!isMark(next.charCodeAt(0))) return this.#progress.takeAsText(at + 1);
    this.#progress.take(at, at + 2, { type: 'text', text: next });
  }

  #readHardBreak(at: number): void {
    const next = skipSpaces(this.#source, at + 2);
    if (next < this.#end) return this.#progress.take(at, next, { type: 'break' });
    this.#progress.hold(this.#open ? at : at + 1);
  }

  // Code and formulas.

  #readCode(): void {
    const at = this.#progress.place;
    const from = runEnd(this.#source, at);
    if (this.#open && from === this.#end) return this.#progress.hold(at);
    const closer = this.#code.find(from - at, from);
    const end = closer + from - at;
    if (closer >= 0 && closer - from <= maxSpan) {
      if (end === this.#end) this.#progress.wait(at);
      return this.#progress.take(at, end, { type: 'code', text: codeOf(this.#source.slice(from, closer)) });
    }
    if (closer >= 0 || unfinished(this.#extent, from) === null) return this.#progress.takeAsText(from);
    this.#progress.wait(at);
    if (this.#end - at > likelySpan) return this.#progress.takeAsText(from);
    const text = codeOf(this.#source.slice(from).replace(/`+$/, ''));
    this.#progress.take(at, this.#end, { type: 'code', text });
  }

  #readDollars(): void {
    const at = this.#progress.place;
    const end = runEnd(this.#source, at);
    if (this.#open && end === this.#end) return this.#progress.hold(at);
    if (!this.#readFormula(at)) this.#progress.takeAsText(end);
  }

  #readFormula(at: number): boolean {
    const found = readFormula(this.#extent, at, this.#progress.characterBefore(at));
    if (found === null) return false;
    const isOpen = 'formula' in found;
    if (isOpen) this.#progress.wait(at);
    const formula = isOpen ? found.formula : found;
    if (formula) this.#takeFormula(at, formula, isOpen);
    else if (isOpen && found.isEmpty) this.#progress.hold(at);
    else return false;
    return true;
  }

  #takeFormula(at: number, { tex, display, end }: Formula, open: boolean): void {
    this.#progress.take(at, end, { type: 'math', tex, display, open });
  }

  // Emphasis.

  #readMarks(): void {
    const at = this.#progress.place;
    const mark = this.#source[at] as '*' | '_' | '~';
    const end = runEnd(this.#source, at);
    if (this.#open && end === this.#end) return this.#holdMarks(at);
    const before = this.#progress.characterBefore(at);
    const after = characterAt(this.#source, end, this.#end);
    const { open, close } = flanking(before, after, mark === '_');
    if ((!open && !close) || (mark === '~' && end - at !== 2)) return this.#progress.takeAsText(end);
    this.#progress.flushText(at);
    // `2*3` is a product until its second mark comes.
    const isLikely = kindOf(before) !== 'letter';
    if (!close) this.#openerEnd = end;
    this.#progress.out.add({ at, end, mark, canOpen: open, canClose: close, isLikely });
    this.#progress.passTo(end);
  }

  #holdMarks(at: number): void {
    // `_` may also go on in the name of a mailbox.
    if (this.#source[at] === '_') this.#progress.wait(wordStart(this.#source, this.#progress.textStart, at));
    this.#progress.hold(at);
  }

  #readExclamation(): void {
    const next = this.#progress.place + 1;
    if (this.#open && next === this.#end) return this.#progress.hold(this.#progress.place);
    if (this.#source[next] === '[') this.#links.open(next + 1);
    else this.#progress.takeAsText(next);
  }

  #readWideBracket(): void {
    const at = this.#progress.place;
    const cited = readWideCitation(this.#extent, at);
    if (cited === 'open') return this.#progress.hold(at);
    if (!cited) return this.#progress.takeAsText(at + 1);
    const { end, numbers } = cited;
    this.#progress.take(at, end, { type: 'citation', numbers, text: this.#source.slice(at, end) });
  }

  // What stands between `<` and `>`, entities, addresses in the text.

  #readAngle(): void {
    const at = this.#progress.place;
    const address = readBracketed(this.#extent, at);
    if (address !== null && address !== 'open') {
      return this.#takeAddress(at, address.end, address.text, encoded(address.href));
    }
    const html = this.#html.endOf(at);
    if (typeof html === 'number') return this.#takeHtml(at, html);
    if (address === null && html === null) return this.#progress.takeAsText(at + 1);
    this.#progress.wait(at);
    const begun = this.#source.slice(at, at + likelyLongSpan);
    if (mayBeLineBreak(begun)) return this.#progress.hold(at);
    const isLikely = address === 'open' && begun.includes(':') && this.#end - at <= likelyLongSpan;
    if (isLikely) this.#takeAddress(at, this.#end, begun.slice(1), null);
    else this.#progress.takeAsText(at + 1);
  }

  #takeHtml(at: number, end: number): void {
    const html = this.#source.slice(at, end);
    if (!isLineBreak(html)) return this.#progress.take(at, end, { type: 'text', text: html });
    // A line that ends behind a break does not end twice.
    const spaces = skipSpaces(this.#source, end);
    const next = this.#source[spaces] === '\n' ? skipSpaces(this.#source, spaces + 1) : end;
    if (Math.max(spaces, next) === this.#end) this.#progress.wait(at);
    this.#progress.take(at, next, { type: 'break' });
  }

  #readEntity(): void {
    const at = this.#progress.place;
    entity.lastIndex = entityBegun.lastIndex = at;
    const found = entity.exec(this.#source)?.[0];
    const text = found === undefined ? null : unescaped(found);
    if (found !== undefined && text !== found) {
      return this.#progress.take(at, at + found.length, { type: 'text', text: text! });
    }
    if (this.#open && entityBegun.test(this.#source)) this.#progress.hold(at);
    else this.#progress.takeAsText(at + 1);
  }

  #readAddress(): void {
    const at = this.#progress.place;
    const found = this.#addressAt(at);
    if (found === null) return this.#progress.takeAsText(at + 1);
    const isOpen = !('href' in found);
    if (isOpen) this.#progress.wait(found.at);
    if (found.end === null) return this.#progress.takeAsText(at + 1);
    const text = this.#source.slice(found.at, found.end);
    this.#takeAddress(found.at, found.end, text, isOpen ? null : encoded(found.href));
  }

  #addressAt(at: number) {
    const mark = this.#source[at];
    if (mark === '.') return this.#addresses.atDot(at, this.#progress.textStart);
    if (mark === ':') return this.#addresses.atColon(at, this.#progress.textStart);
    return this.#addresses.atSign(at, this.#progress.textStart, this.#openerEnd === this.#progress.textStart);
  }

  #takeAddress(at: number, end: number, text: string, href: string | null): void {
    this.#progress.take(at, end, { type: 'link', href, title: '', children: [{ type: 'text', text }] });
  }
}

/** Where the run of the mark at `at` ends. */
function runEnd(source: string, at: number): number {
  let end = at + 1;
  while (source[end] === source[at]) end++;
  return end;
}

function skipSpaces(source: string, from: number): number {
  let place = from;
  while (source[place] === ' ' || source[place] === '\t') place++;
  return place;
}
