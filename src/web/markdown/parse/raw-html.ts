import { type Extent, maxSpan, type Reading, unfinished } from './reach.ts';

const nameStart = /[A-Za-z]/;
const tagName = /[A-Za-z][A-Za-z0-9-]*/y;
const attributeName = /[A-Za-z_:][A-Za-z0-9_.:-]*/y;
const unquoted = /[^ \t\n"'=<>`]+/y;
const space = /[ \t\n]*/y;

/** Finds the raw HTML in a text (CommonMark 6.6), asked from left to right. */
export class RawHtml {
  readonly #extent: Extent;
  /** Where the next of a mark stands, so that a text of openers alone is not searched again for each. */
  readonly #found = new Map<string, number>();
  /** Where a tag ends whose next attribute would begin at a place: two tags that get there end alike. */
  readonly #tagEnds = new Map<number, Reading<number>>();

  constructor(extent: Extent) {
    this.#extent = extent;
  }

  /** Where the HTML that begins with the `<` at `at` ends. */
  endOf(at: number): Reading<number> {
    const end = this.#endOf(at);
    if (end === 'open') return unfinished(this.#extent, at);
    return end !== null && end - at <= maxSpan ? end : null;
  }

  #endOf(at: number): Reading<number> {
    const { source, end } = this.#extent;
    if (at + 1 >= end) return 'open';
    const next = source[at + 1]!;
    if (next === '!') return this.#declarationEnd(at);
    if (next === '?') return this.#after('?>', at + 2);
    if (next === '/') return this.#closingTagEnd(at + 2);
    return nameStart.test(next) ? this.#tagEnd(skip(tagName, source, at + 1)) : null;
  }

  #declarationEnd(at: number): Reading<number> {
    const { source, end } = this.#extent;
    const begun = source.slice(at, Math.min(end, at + 9));
    if (begun.startsWith('<!-->')) return at + 5;
    if (begun.startsWith('<!--->')) return at + 6;
    if (begun.startsWith('<!--')) return this.#after('-->', at + 4);
    if (begun.startsWith('<![CDATA[')) return this.#after(']]>', at + 9);
    if (at + begun.length === end && ('<!--'.startsWith(begun) || '<![CDATA['.startsWith(begun)))
      return 'open';
    return nameStart.test(begun[2] ?? '') ? this.#after('>', at + 2) : null;
  }

  #closingTagEnd(name: number): Reading<number> {
    const { source, end } = this.#extent;
    const afterName = skip(tagName, source, name);
    if (afterName >= end) return 'open';
    const close = skip(space, source, afterName);
    if (close >= end && afterName > name) return 'open';
    return afterName > name && source[close] === '>' ? close + 1 : null;
  }

  #tagEnd(from: number): Reading<number> {
    const places: number[] = [];
    let end: Reading<number> | undefined;
    for (let place = from; end === undefined;) {
      end = this.#tagEnds.get(place);
      if (end !== undefined) break;
      places.push(place);
      const next = this.#closeEnd(place) ?? this.#attributeEnd(place);
      // Only a tag ends with `>`, an attribute never does.
      if (typeof next === 'number' && this.#extent.source[next - 1] !== '>') place = next;
      else end = next;
    }
    for (const place of places) this.#tagEnds.set(place, end);
    return end;
  }

  /** Behind `>` or `/>`. */
  #closeEnd(place: number): Reading<number> {
    const { source, end } = this.#extent;
    const mark = skip(space, source, place);
    const close = source[mark] === '/' ? mark + 1 : mark;
    if (close >= end) return 'open';
    return source[close] === '>' ? close + 1 : null;
  }

  #attributeEnd(place: number): Reading<number> {
    const { source, end } = this.#extent;
    const name = skip(space, source, place);
    const afterName = skip(attributeName, source, name);
    if (afterName >= end) return 'open';
    if (name === place || afterName === name) return null;
    const equals = skip(space, source, afterName);
    if (equals >= end) return 'open';
    return source[equals] === '=' ? this.#valueEnd(skip(space, source, equals + 1)) : afterName;
  }

  #valueEnd(value: number): Reading<number> {
    const { source, end } = this.#extent;
    const mark = source[value];
    if (value >= end) return 'open';
    if (mark === '"' || mark === "'") return this.#after(mark, value + 1);
    const after = skip(unquoted, source, value);
    if (after >= end) return 'open';
    return after > value ? after : null;
  }

  /** Behind the first `mark` from `place` on. */
  #after(mark: string, place: number): Reading<number> {
    const { source, end } = this.#extent;
    let found = this.#found.get(mark) ?? 0;
    if (found < place) {
      const index = source.indexOf(mark, place);
      found = index < 0 || index + mark.length > end ? Infinity : index;
      this.#found.set(mark, found);
    }
    return found === Infinity ? 'open' : found + mark.length;
  }
}

/** Where a sticky pattern that matches at `place` ends; `place` if it does not. */
function skip(pattern: RegExp, source: string, place: number): number {
  pattern.lastIndex = place;
  return pattern.test(source) ? pattern.lastIndex : place;
}

/** Whether this HTML is a line break, the one element that is read. */
export function isLineBreak(html: string): boolean {
  return /^<br *\/?>$/i.test(html);
}

/** Whether this may become one. */
export function mayBeLineBreak(html: string): boolean {
  return /^<(?:b(?:r *\/?)?)?$/i.test(html);
}
