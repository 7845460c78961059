import { clike } from '@codemirror/legacy-modes/mode/clike';
import type { StringStream } from '@codemirror/streamparser';

const words = (list: string): Record<string, true> =>
  Object.fromEntries(list.split(' ').map((word) => [word, true]));

const controls =
  'if else elseif for foreach while do switch case default match try catch finally function fn class interface trait enum';
const others =
  'abstract and array as break callable clone const continue declare echo empty enddeclare endfor endforeach endif ' +
  'endswitch endwhile exit extends final global goto implements include include_once instanceof insteadof isset list ' +
  'namespace new or print private protected public readonly require require_once return static throw unset use var ' +
  'xor yield die self parent';

interface Tokenising {
  tokenize: ((stream: StringStream, state: Tokenising) => string) | null;
}

/** `<<<NAME` up to a line that begins with NAME. */
function hereDocument(stream: StringStream, state: Tokenising): string | false {
  const begin = stream.match(/^<<\s*(["']?)(\w+)\1/);
  if (!begin || begin === true) return false;
  const name = begin[2];
  state.tokenize = (rest, after) => {
    if (rest.sol() && rest.match(new RegExp(`^\\s*${name}\\b`))) after.tokenize = null;
    else rest.skipToEnd();
    return 'string';
  };
  return 'string';
}

/** PHP as models write it, one language to the end of the block; what stands around `<?php` is read as code too. */
export const php = clike({
  name: 'php',
  keywords: words(`${controls} ${others}`),
  types: words('bool float int iterable mixed never object resource string void'),
  blockKeywords: words(controls),
  atoms: words('true false null TRUE FALSE NULL __CLASS__ __DIR__ __FILE__ __FUNCTION__ __LINE__ __METHOD__'),
  multiLineStrings: true,
  hooks: {
    $: (stream: StringStream) => {
      stream.eatWhile(/[\w$]/);
      return 'variableName.special';
    },
    '<': (stream: StringStream, state: Tokenising) => {
      if (stream.match(/^\?(?:php\b|=)?/)) return 'meta';
      return hereDocument(stream, state);
    },
    '?': (stream: StringStream) => (stream.eat('>') ? 'meta' : false),
    '#': (stream: StringStream) => {
      if (stream.peek() === '[') return false;
      stream.skipToEnd();
      return 'comment';
    },
  },
});
