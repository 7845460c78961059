import { css } from '@codemirror/legacy-modes/mode/css';
import { javascript } from '@codemirror/legacy-modes/mode/javascript';
import { html as markup } from '@codemirror/legacy-modes/mode/xml';
import type { StreamParser, StringStream } from '@codemirror/streamparser';
import { copyState, firstState, forgetLast, type Mode, tabSize } from '../mode.ts';

/** What an element holds that is of another language, and where it ends. */
const insides: Readonly<Record<string, { mode: Mode; end: RegExp }>> = {
  script: { mode: javascript, end: /<\/script\b/i },
  style: { mode: css, end: /<\/style\b/i },
};

interface State {
  readonly outer: { tagName?: string | null };
  inner: { readonly mode: Mode; readonly end: RegExp; readonly state: unknown } | null;
}

/** HTML with the scripts and styles in it, as one file that a model writes has them; also for Vue and Svelte. */
export const html: StreamParser<State> = {
  name: 'html',
  startState: () => ({ outer: Object(firstState(markup)), inner: null }),
  copyState: ({ outer, inner }) => ({
    outer: Object(copyState(markup, outer)),
    inner: inner && { ...inner, state: copyState(inner.mode, inner.state) },
  }),
  blankLine: ({ inner }) => inner?.mode.blankLine?.(inner.state, tabSize),
  token(stream, state) {
    const inside = state.inner && insideToken(stream, state.inner);
    if (inside) return inside.style;
    state.inner = null;
    return markupToken(stream, state);
  },
};

/** Null where the element ends. */
function insideToken(
  stream: StringStream,
  inner: NonNullable<State['inner']>,
): { style: string | null } | null {
  if (stream.sol()) forgetLast(inner.mode);
  const line = stream.string;
  const length = line.slice(stream.pos).search(inner.end);
  if (length === 0) return null;
  // Neither a comment nor a string goes on past the end of its element.
  if (length > 0) stream.string = line.slice(0, stream.pos + length);
  const style = inner.mode.token(stream, inner.state);
  stream.string = line;
  return { style };
}

function markupToken(stream: StringStream, state: State): string | null {
  const tag = state.outer.tagName?.toLowerCase() ?? '';
  const style = markup.token(stream, state.outer);
  const inside = Object.hasOwn(insides, tag) ? insides[tag] : undefined;
  if (inside && stream.current() === '>') {
    forgetLast(inside.mode);
    state.inner = { ...inside, state: firstState(inside.mode) };
  }
  return style;
}
