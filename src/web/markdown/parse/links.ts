import { type Bracket, type Brackets, imageOf, withoutLinks } from './brackets.ts';
import { citationBegun, citedNumbers } from './citations.ts';
import { encoded, isLabel, readLabel, readLinkTail } from './link-tails.ts';
import { type Definition, type Names, normalLabel } from './nodes.ts';
import type { Progress } from './progress.ts';
import { type Extent, likelyLongSpan, maxSpan, unfinished } from './reach.ts';

const footnoteBegun = /\^[^\s[\]]{0,998}$/y;
const footnoteLabel = /^\^[^\s[\]]{1,998}$/;

/** Opens and closes brackets: what stands in them becomes a link, an image, a footnote, the mark of a source, or text. */
export class Links {
  readonly #source: string;
  readonly #extent: Extent;
  readonly #progress: Progress;
  readonly #out: Brackets;
  readonly #names: Names;
  readonly #missing: { at: number; label: string }[] = [];

  constructor(progress: Progress, names: Names) {
    this.#source = progress.extent.source;
    this.#extent = progress.extent;
    this.#progress = progress;
    this.#out = progress.out;
    this.#names = names;
  }

  /** What is asked for before `end` in the source and means nothing, or not yet. */
  missingBefore(end: number): string[] {
    const labels = this.#missing.filter(({ at }) => at < end).map(({ label }) => label);
    return [...new Set(labels)];
  }

  /** A `[` or `![` that ends at `end`. */
  open(end: number): void {
    const at = this.#progress.place;
    footnoteBegun.lastIndex = citationBegun.lastIndex = end;
    const isBegun = footnoteBegun.test(this.#source) || citationBegun.test(this.#source);
    if (this.#extent.open && isBegun) return this.#progress.hold(at);
    this.#progress.flushText(at);
    this.#out.push(at, end, !/[A-Za-z0-9]/.test(this.#progress.characterBefore(at)));
    this.#progress.passTo(end);
  }

  /** A `]`. */
  close(): void {
    const at = this.#progress.place;
    this.#progress.flushText(at);
    this.#out.expire(at);
    const bracket = this.#out.last;
    this.#progress.takeAsText(at + 1);
    if (!bracket) return;
    if (bracket.isActive && this.#closeLink(bracket, at)) return;
    const isTail = this.#extent.open && at + 1 === this.#extent.end && bracket.isActive && bracket.isLikely;
    if (isTail && bracket.isImage) return this.#becomeLink(bracket, null, '', this.#extent.end);
    this.#out.release(isTail);
    if (isTail) this.#progress.passTo(this.#extent.end);
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
    this.#progress.wait(bracket.at);
    if (this.#extent.end - bracket.at > likelyLongSpan) return false;
    this.#becomeLink(bracket, null, '', this.#extent.end);
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
    if (next === this.#extent.end || follows === 'open') this.#progress.wait(bracket.at);
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
    this.#progress.passTo(at + 1);
    return true;
  }

  #closeCitation({ isImage, holdsBracket, end }: Bracket, at: number): boolean {
    const numbers = isImage || holdsBracket ? null : citedNumbers(this.#source, end, at);
    if (numbers === null) return false;
    const text = `[${this.#source.slice(end, at)}]`;
    this.#out.become(() => ({ type: 'citation', numbers, text }));
    this.#progress.passTo(at + 1);
    return true;
  }

  #becomeLink({ isImage }: Bracket, href: string | null, title: string, end: number): void {
    this.#out.become((children) =>
      isImage
        ? imageOf(href, title, children)
        : { type: 'link', href, title, children: withoutLinks(children) },
    );
    this.#progress.passTo(end);
  }
}
