import { StringStream } from '@codemirror/streamparser';

/**
 * One line, as a mode reads it. A match counts only where the stream stands, but some modes ask with expressions that are not
 * tied to the beginning: those would search the rest of the line with every token, for what cannot count.
 */
export class LineStream extends StringStream {
  override match(
    pattern: string | RegExp,
    consume = true,
    caseInsensitive = false,
  ): boolean | RegExpMatchArray | null {
    const isLoose = pattern instanceof RegExp && !pattern.source.startsWith('^');
    return super.match(isLoose ? tied(pattern) : pattern, consume, caseInsensitive);
  }
}

const tiedBySource = new Map<string, RegExp>();

/** The same expression, which matches at the beginning or not at all. */
function tied(pattern: RegExp): RegExp {
  const key = `${pattern.flags}/${pattern.source}`;
  const known = tiedBySource.get(key);
  if (known) {
    known.lastIndex = 0;
    return known;
  }
  const made = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}y`);
  // Few modes make expressions of what they read; what those leave behind must not pile up.
  if (tiedBySource.size >= 1_000) tiedBySource.clear();
  tiedBySource.set(key, made);
  return made;
}
