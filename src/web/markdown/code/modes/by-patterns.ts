import type { StreamParser } from '@codemirror/streamparser';
import type { Mode } from '../mode.ts';

/** What begins at a place in a line, and what it is; `isFirst`: only where the line begins, after its spaces. */
interface Pattern {
  readonly match: RegExp;
  readonly style: string | null;
  readonly isFirst?: boolean;
}

interface State {
  /** What closes the text that goes on from the line before. */
  textEnd: RegExp | null;
}

/**
 * A language told by the words of a line: the first pattern that matches counts. `text`: what begins a text of several
 * lines at the end of a line, and what ends it at the beginning of one.
 */
export function byPatterns(
  name: string,
  patterns: readonly Pattern[],
  text?: { begin: RegExp; end: RegExp },
): Mode {
  const parser: StreamParser<State> = {
    name,
    startState: () => ({ textEnd: null }),
    token(stream, state) {
      if (state.textEnd) {
        if (stream.match(state.textEnd)) state.textEnd = null;
        else stream.skipToEnd();
        return 'string';
      }
      if (stream.eatSpace()) return null;
      if (text && stream.match(text.begin)) {
        state.textEnd = text.end;
        return 'string';
      }
      const isFirst = stream.pos === stream.string.search(/\S/);
      for (const pattern of patterns) {
        if ((isFirst || !pattern.isFirst) && stream.match(pattern.match)) return pattern.style;
      }
      stream.next();
      return null;
    },
  };
  return parser;
}
