import type { StreamParser, StringStream } from '@codemirror/streamparser';

interface State {
  /** The marks that opened the code block which the line is in. */
  fence: string | null;
}

/** Markdown as a source: its marks, not what they make of the text. */
export const markdown: StreamParser<State> = {
  name: 'markdown',
  startState: () => ({ fence: null }),
  token(stream, state) {
    const style = stream.sol() ? lineStyle(stream, state) : undefined;
    return style === undefined ? inlineStyle(stream) : style;
  },
};

/** What a line is by its beginning; undefined for a line of text. */
function lineStyle(stream: StringStream, state: State): string | null | undefined {
  const fence = matched(stream, /^\s*(`{3,}|~{3,})/)?.[1];
  if (fence || state.fence) {
    if (fence && !state.fence) state.fence = fence;
    else if (fence && state.fence && fence.startsWith(state.fence)) state.fence = null;
    stream.skipToEnd();
    return fence ? 'meta' : null;
  }
  if (matched(stream, /^ {0,3}#{1,6}(?:\s.*|$)/)) return 'heading';
  if (matched(stream, /^\s*>+/)) return 'quote';
  if (matched(stream, /^\s*(?:[-*+]|\d{1,9}[.)])\s/)) return 'keyword';
  return undefined;
}

function inlineStyle(stream: StringStream): string | null {
  if (matched(stream, /^`[^`]+`/)) return 'string';
  if (matched(stream, /^!?\[[^[\]]*\]\([^()\s]*\)/)) return 'link';
  if (matched(stream, /^(\*\*|__)\S[^*_]*\1/)) return 'type';
  if (matched(stream, /^\\./)) return 'escape';
  stream.next();
  stream.eatWhile(/[^`![\\*_]/);
  return null;
}

function matched(stream: StringStream, pattern: RegExp): RegExpMatchArray | null {
  const match = stream.match(pattern);
  return typeof match === 'object' ? match : null;
}
