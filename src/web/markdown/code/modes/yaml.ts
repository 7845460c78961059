import type { StreamParser, StringStream } from '@codemirror/streamparser';

interface State {
  /** How far the key is indented whose value is a block of text (`|`, `>`); null outside of one. */
  textIn: number | null;
  /** The mark that closes the string which goes on from the line before. */
  quote: string | null;
}

/** YAML. The mode that CodeMirror brings searches the line anew at every character, which grows with the cube of its length. */
export const yaml: StreamParser<State> = {
  name: 'yaml',
  startState: () => ({ textIn: null, quote: null }),
  token(stream, state) {
    if (state.quote) return restOfString(stream, state, state.quote);
    if (stream.sol() && isText(stream, state)) {
      stream.skipToEnd();
      return 'string';
    }
    return stream.eatSpace() ? null : styleHere(stream, state);
  },
};

function isText(stream: StringStream, state: State): boolean {
  if (state.textIn === null) return false;
  if (stream.indentation() > state.textIn || /^\s*$/.test(stream.string)) return true;
  state.textIn = null;
  return false;
}

function styleHere(stream: StringStream, state: State): string | null {
  const isFirst = stream.string.slice(0, stream.pos).trim() === '';
  const before = stream.string.charAt(stream.pos - 1);
  if (stream.peek() === '#' && (isFirst || /\s/.test(before))) {
    stream.skipToEnd();
    return 'comment';
  }
  if (isFirst && stream.match(/^(?:---|\.\.\.)(?=\s|$)/)) return 'meta';
  if (stream.match(/^[-?](?=\s|$)/)) return 'meta';
  if (stream.match(/^[[\]{},]/)) return 'meta';
  if (stream.match(/^[&*!][^\s,[\]{}]*/)) return 'variableName.special';
  const isKey = stream.match(/^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#:,[\]{}"'][^#:,[\]{}]*)(?=:(?:\s|$))/);
  if (isKey) return 'property';
  if (stream.match(/^:(?=\s|$)/)) return 'meta';
  return valueStyle(stream, state);
}

function valueStyle(stream: StringStream, state: State): string | null {
  if (stream.match(/^[|>][-+\d]*(?=\s*(?:#|$))/)) {
    state.textIn = stream.indentation();
    return 'meta';
  }
  const quote = stream.match(/^["']/, false) && stream.next();
  if (quote) return restOfString(stream, state, quote);
  if (stream.match(/^(?:true|false|yes|no|on|off|null|~)(?=\s*(?:[,\]}#]|$))/i)) return 'atom';
  if (stream.match(/^[-+]?[\d.][\w.:+-]*(?=\s*(?:[,\]}#]|$))/)) return 'number';
  stream.next();
  stream.eatWhile(/[^\s,[\]{}]/);
  return null;
}

function restOfString(stream: StringStream, state: State, quote: string): string {
  const end = quote === '"' ? /^(?:[^"\\]|\\.)*"/ : /^[^']*'/;
  state.quote = stream.match(end) ? null : quote;
  if (state.quote) stream.skipToEnd();
  return 'string';
}
