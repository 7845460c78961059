import { Addresses, readBracketed } from './autolinks.ts';
import { type Bracket, Brackets, imageOf, withoutLinks } from './brackets.ts';
import { citationBegun, citedNumber } from './citations.ts';
import { BacktickRuns, codeOf } from './code-spans.ts';
import { unescaped } from './escapes.ts';
import { characterAt, characterBefore, flanking, isHigh, kindOf } from './flanking.ts';
import { type Formula, readFormula } from './formulas.ts';
import { encoded, isLabel, isMark, readLabel, readLinkTail } from './link-tails.ts';
import { type Definition, type Inline, type Names, normalLabel } from './nodes.ts';
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
  return new InlineReader(isCut ? source.slice(0, -1) : source, names, open, before).read();
}

const specials = new Set('\n\\`*_~$!<&[].:@'.split('').map((mark) => mark.charCodeAt(0)));
const isSpecial = Uint8Array.from({ length: 128 }, (_, code) => (specials.has(code) ? 1 : 0));
const entity = /&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});/y;
const entityBegun = /&(?:#(?:[xX][0-9a-fA-F]{0,6}|\d{0,7})|[a-zA-Z][a-zA-Z0-9]{0,31})?$/y;
const footnoteBegun = /\^[^\s[\]]{0,998}$/y;
const footnoteLabel = /^\^[^\s[\]]{1,998}$/;

class InlineReader {
  readonly #source: string;
  readonly #end: number;
  readonly #open: boolean;
  readonly #before: string;
  readonly #names: Names;
  readonly #extent: Extent;
  readonly #code: BacktickRuns;
  readonly #html: RawHtml;
  readonly #addresses: Addresses;
  readonly #out = new Brackets();
  readonly #missing: { at: number; label: string }[] = [];
  #place = 0;
  /** Where the plain text begins that has not gone out yet. */
  #textStart = 0;
  /** Where the last run of marks ends that can only open. */
  #openerEnd = -1;
  /** Where the first thing that is not decided leaves everything before it settled. What is read after it is a guess. */
  #settled: number | null = null;

  constructor(source: string, names: Names, open: boolean, before: string) {
    this.#source = source;
    this.#end = source.length;
    this.#open = open;
    this.#before = before;
    this.#names = names;
    this.#extent = { source, end: source.length, open };
    this.#code = new BacktickRuns(source);
    this.#html = new RawHtml(this.#extent);
    this.#addresses = new Addresses(this.#extent, before);
  }

  read(): InlineText {
    while (this.#skipPlain() < this.#end) this.#readSpecial();
    this.#endText();
    const length = this.#settled ?? this.#end;
    const nodes = this.#out.finish(this.#end, this.#open).nodes(length);
    const missing = this.#missing.filter(({ at }) => at < length).map(({ label }) => label);
    return {
      nodes: [...nodes.before, ...nodes.after],
      settled: { length, nodes: nodes.before.length },
      missing: [...new Set(missing)],
    };
  }

  #skipPlain(): number {
    let place = this.#place;
    for (; place < this.#end; place++) {
      const code = this.#source.charCodeAt(place);
      if (code < 128 && isSpecial[code] === 1) break;
    }
    return (this.#place = place);
  }

  #readSpecial(): void {
    switch (this.#source[this.#place]) {
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
        return this.#openBracket(this.#place + 1);
      case ']':
        return this.#closeBracket();
      case '<':
        return this.#readAngle();
      case '&':
        return this.#readEntity();
      default:
        return this.#readAddress();
    }
  }

  // What every reading ends with: text goes on, a node goes out, or something has to wait.

  #takeAsText(end: number): void {
    this.#place = end;
  }

  /** A node that takes the source from `at` to `end`. */
  #take(at: number, end: number, node: Inline): void {
    this.#flushText(at);
    this.#out.add({ at, node, height: node.type === 'link' ? 1 : 0 });
    this.#place = this.#textStart = end;
  }

  /** What stands from `at` on depends on what follows. */
  #wait(at: number): void {
    if (this.#open) this.#settled ??= this.#out.settledBefore(at);
  }

  /** What stands from `at` on does not even show before more has come. */
  #hold(at: number): void {
    this.#wait(at);
    this.#flushText(at);
    this.#place = this.#textStart = this.#end;
  }

  #flushText(end: number): void {
    const { source, start } = { source: this.#source, start: this.#textStart };
    const cut = this.#settled ?? start;
    if (cut > start && cut < end) {
      this.#out.addText(start, source.slice(start, cut));
      this.#out.addText(cut, source.slice(cut, end));
    } else this.#out.addText(start, source.slice(start, end));
    this.#textStart = end;
  }

  #beforeOf(at: number): string {
    return at === 0 ? this.#before : characterBefore(this.#source, at);
  }

  #runEnd(mark: string): number {
    let end = this.#place;
    while (end < this.#end && this.#source[end] === mark) end++;
    return end;
  }

  #skipSpaces(from: number): number {
    let place = from;
    while (this.#source[place] === ' ' || this.#source[place] === '\t') place++;
    return place;
  }

  /** Where the spaces begin that the plain text ends with. */
  #spacesBefore(place: number, marks: string): number {
    let start = place;
    while (start > this.#textStart && marks.includes(this.#source[start - 1]!)) start--;
    return start;
  }

  // Lines.

  #readLineEnd(): void {
    const at = this.#place;
    const spaces = this.#spacesBefore(at, ' ');
    const next = this.#skipSpaces(at + 1);
    if (next === this.#end) return this.#hold(spaces);
    this.#take(spaces, next, at - spaces >= 2 ? { type: 'break' } : { type: 'text', text: '\n' });
  }

  #endText(): void {
    const end = this.#spacesBefore(this.#end, ' \t');
    this.#wait(end === this.#end ? this.#wordStart(end) : end);
    this.#flushText(end);
  }

  /** Where the word begins that ends at `end` and may turn out to be an address. */
  #wordStart(end: number): number {
    const lowest = Math.max(this.#textStart, end - 65);
    let start = end;
    while (start > lowest && /[A-Za-z0-9.+_-]/.test(this.#source[start - 1]!)) start--;
    if (end - start <= 64) return start;
    // Longer than the name of a mailbox, but `https` or `www` may stand at its end.
    for (start = end; end - start < 5 && /[a-z]/i.test(this.#source[start - 1]!);) start--;
    return start;
  }

  #readBackslash(): void {
    const at = this.#place;
    const next = this.#source[at + 1];
    if (next === undefined) return this.#open ? this.#hold(at) : this.#takeAsText(at + 1);
    if (next === '\n') return this.#readHardBreak(at);
    if ((next === '(' || next === '[') && this.#readFormula(at)) return;
    if (!isMark(next.charCodeAt(0))) return this.#takeAsText(at + 1);
    this.#take(at, at + 2, { type: 'text', text: next });
  }

  #readHardBreak(at: number): void {
    const next = this.#skipSpaces(at + 2);
    if (next < this.#end) return this.#take(at, next, { type: 'break' });
    this.#hold(this.#open ? at : at + 1);
  }

  // Code and formulas.

  #readCode(): void {
    const at = this.#place;
    const from = this.#runEnd('`');
    if (this.#open && from === this.#end) return this.#hold(at);
    const closer = this.#code.find(from - at, from);
    const end = closer + from - at;
    if (closer >= 0 && closer - from <= maxSpan) {
      if (end === this.#end) this.#wait(at);
      return this.#take(at, end, { type: 'code', text: codeOf(this.#source.slice(from, closer)) });
    }
    if (closer >= 0 || unfinished(this.#extent, from) === null) return this.#takeAsText(from);
    this.#wait(at);
    if (this.#end - at > likelySpan) return this.#takeAsText(from);
    const text = codeOf(this.#source.slice(from).replace(/`+$/, ''));
    this.#take(at, this.#end, { type: 'code', text });
  }

  #readDollars(): void {
    const end = this.#runEnd('$');
    if (this.#open && end === this.#end) return this.#hold(this.#place);
    if (!this.#readFormula(this.#place)) this.#takeAsText(end);
  }

  #readFormula(at: number): boolean {
    const found = readFormula(this.#extent, at, this.#beforeOf(at));
    if (found === null) return false;
    const isOpen = 'formula' in found;
    if (isOpen) this.#wait(at);
    const formula = isOpen ? found.formula : found;
    if (formula) this.#takeFormula(at, formula, isOpen);
    else if (isOpen && found.isEmpty) this.#hold(at);
    else return false;
    return true;
  }

  #takeFormula(at: number, { tex, display, end }: Formula, open: boolean): void {
    this.#take(at, end, { type: 'math', tex, display, open });
  }

  // Emphasis.

  #readMarks(): void {
    const at = this.#place;
    const mark = this.#source[at] as '*' | '_' | '~';
    const end = this.#runEnd(mark);
    if (this.#open && end === this.#end) return this.#holdMarks(at);
    const before = this.#beforeOf(at);
    const after = characterAt(this.#source, end, this.#end);
    const { open, close } = flanking(before, after, mark === '_');
    if ((!open && !close) || (mark === '~' && end - at !== 2)) return this.#takeAsText(end);
    this.#flushText(at);
    // `2*3` is a product until its second mark comes.
    const isLikely = kindOf(before) !== 'letter';
    if (!close) this.#openerEnd = end;
    this.#out.add({ at, end, mark, canOpen: open, canClose: close, isLikely });
    this.#place = this.#textStart = end;
  }

  #holdMarks(at: number): void {
    // `_` may also go on in the name of a mailbox.
    if (this.#source[at] === '_') this.#wait(this.#wordStart(at));
    this.#hold(at);
  }

  // Brackets.

  #readExclamation(): void {
    const next = this.#place + 1;
    if (this.#open && next === this.#end) return this.#hold(this.#place);
    if (this.#source[next] === '[') this.#openBracket(next + 1);
    else this.#takeAsText(next);
  }

  #openBracket(end: number): void {
    const at = this.#place;
    footnoteBegun.lastIndex = citationBegun.lastIndex = end;
    const isBegun = footnoteBegun.test(this.#source) || citationBegun.test(this.#source);
    if (this.#open && isBegun) return this.#hold(at);
    this.#flushText(at);
    this.#out.push(at, end, !/[A-Za-z0-9]/.test(this.#beforeOf(at)));
    this.#place = this.#textStart = end;
  }

  #closeBracket(): void {
    const at = this.#place;
    this.#flushText(at);
    this.#out.expire(at);
    const bracket = this.#out.last;
    this.#place = at + 1;
    if (!bracket) return;
    if (bracket.isActive && this.#closeLink(bracket, at)) return;
    const isTail = this.#open && at + 1 === this.#end && bracket.isActive && bracket.isLikely;
    this.#out.release(isTail);
    if (isTail) this.#textStart = this.#end;
  }

  #closeLink(bracket: Bracket, at: number): boolean {
    return this.#closeInlineLink(bracket, at + 1) || this.#closeReference(bracket, at);
  }

  #closeInlineLink(bracket: Bracket, at: number): boolean {
    if (this.#source[at] !== '(') return false;
    const tail = readLinkTail(this.#extent, at);
    if (tail === 'open') return this.#guessLink(bracket);
    if (tail === null || tail.end - bracket.at > maxSpan) return false;
    this.#becomeLink(bracket, tail.href, tail.title, tail.end);
    return true;
  }

  /** The address of a link is coming. */
  #guessLink(bracket: Bracket): boolean {
    if (unfinished(this.#extent, bracket.at) === null) return false;
    this.#wait(bracket.at);
    if (this.#end - bracket.at > likelyLongSpan) return false;
    this.#becomeLink(bracket, null, '', this.#end);
    return true;
  }

  #closeReference(bracket: Bracket, at: number): boolean {
    const { label, end } = this.#labelBehind(bracket, at);
    if (label === null || end - bracket.at > maxSpan) return false;
    const definition = this.#definition(label, bracket);
    if (!definition) return this.#closeFootnote(bracket, at) || this.#closeCitation(bracket, at);
    this.#becomeLink(bracket, encoded(definition.href), definition.title, end);
    return true;
  }

  /** The name that a `]` at `at` ends or is followed by. */
  #labelBehind(bracket: Bracket, at: number): { label: string | null; end: number } {
    const next = at + 1;
    const follows = this.#source[next] === '[' ? readLabel(this.#extent, next) : null;
    if (next === this.#end || follows === 'open') this.#wait(bracket.at);
    const full = follows === 'open' ? null : follows;
    if (full && full.text !== '') return { label: full.text, end: full.end };
    const isName = !bracket.holdsBracket && at - bracket.end < 1_000;
    return { label: isName ? this.#source.slice(bracket.end, at) : null, end: full?.end ?? next };
  }

  #definition(label: string, { at }: Bracket): Definition | undefined {
    if (!isLabel(label)) return undefined;
    const name = normalLabel(label);
    const definition = this.#names.definition(name);
    if (!definition) this.#missing.push({ at, label: name });
    return definition;
  }

  #closeFootnote(bracket: Bracket, at: number): boolean {
    const text = at - bracket.end < 1_000 ? this.#source.slice(bracket.end, at) : '';
    if (bracket.holdsBracket || !footnoteLabel.test(text)) return false;
    const label = normalLabel(text.slice(1));
    const meaning = this.#names.footnote(label);
    if (meaning !== 'known') this.#missing.push({ at: bracket.at, label: `^${label}` });
    if (meaning === 'unknown') return false;
    this.#out.become(() => ({ type: 'footnote', label }));
    this.#place = this.#textStart = at + 1;
    return true;
  }

  #closeCitation({ isImage, holdsBracket, end }: Bracket, at: number): boolean {
    const number = isImage || holdsBracket ? null : citedNumber(this.#source, end, at);
    if (number === null) return false;
    const text = `[${this.#source.slice(end, at)}]`;
    this.#out.become(() => ({ type: 'citation', number, text }));
    this.#place = this.#textStart = at + 1;
    return true;
  }

  #becomeLink({ isImage }: Bracket, href: string | null, title: string, end: number): void {
    this.#out.become((children) =>
      isImage
        ? imageOf(href, title, children)
        : { type: 'link', href, title, children: withoutLinks(children) },
    );
    this.#place = this.#textStart = end;
  }

  // What stands between `<` and `>`, entities, addresses in the text.

  #readAngle(): void {
    const at = this.#place;
    const address = readBracketed(this.#extent, at);
    if (address !== null && address !== 'open') {
      return this.#takeAddress(at, address.end, address.text, encoded(address.href));
    }
    const html = this.#html.endOf(at);
    if (typeof html === 'number') return this.#takeHtml(at, html);
    if (address === null && html === null) return this.#takeAsText(at + 1);
    this.#wait(at);
    const begun = this.#source.slice(at, at + likelyLongSpan);
    if (mayBeLineBreak(begun)) return this.#hold(at);
    const isLikely = address === 'open' && begun.includes(':') && this.#end - at <= likelyLongSpan;
    if (isLikely) this.#takeAddress(at, this.#end, begun.slice(1), null);
    else this.#takeAsText(at + 1);
  }

  #takeHtml(at: number, end: number): void {
    const html = this.#source.slice(at, end);
    if (!isLineBreak(html)) return this.#take(at, end, { type: 'text', text: html });
    // A line that ends behind a break does not end twice.
    const spaces = this.#skipSpaces(end);
    const next = this.#source[spaces] === '\n' ? this.#skipSpaces(spaces + 1) : end;
    if (Math.max(spaces, next) === this.#end) this.#wait(at);
    this.#take(at, next, { type: 'break' });
  }

  #readEntity(): void {
    const at = this.#place;
    entity.lastIndex = entityBegun.lastIndex = at;
    const found = entity.exec(this.#source)?.[0];
    const text = found === undefined ? null : unescaped(found);
    if (found !== undefined && text !== found) {
      return this.#take(at, at + found.length, { type: 'text', text: text! });
    }
    if (this.#open && entityBegun.test(this.#source)) this.#hold(at);
    else this.#takeAsText(at + 1);
  }

  #readAddress(): void {
    const at = this.#place;
    const found = this.#addressAt(at);
    if (found === null) return this.#takeAsText(at + 1);
    const isOpen = !('href' in found);
    if (isOpen) this.#wait(found.at);
    if (found.end === null) return this.#takeAsText(at + 1);
    const text = this.#source.slice(found.at, found.end);
    this.#takeAddress(found.at, found.end, text, isOpen ? null : encoded(found.href));
  }

  #addressAt(at: number) {
    const mark = this.#source[at];
    if (mark === '.') return this.#addresses.atDot(at, this.#textStart);
    if (mark === ':') return this.#addresses.atColon(at, this.#textStart);
    return this.#addresses.atSign(at, this.#textStart, this.#openerEnd === this.#textStart);
  }

  #takeAddress(at: number, end: number, text: string, href: string | null): void {
    this.#take(at, end, { type: 'link', href, title: '', children: [{ type: 'text', text }] });
  }
}
