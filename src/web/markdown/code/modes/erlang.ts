import { byPatterns } from './by-patterns.ts';

const words =
  'after|and|andalso|band|begin|bnot|bor|bsl|bsr|bxor|case|catch|cond|div|else|end|fun|if|let|maybe|not|of|or|orelse|' +
  'receive|rem|try|when|xor';

export const erlang = byPatterns('erlang', [
  { match: /^%.*/, style: 'comment' },
  { match: /^"(?:[^"\\]|\\.)*"|^\$(?:\\.|[^\\])/, style: 'string' },
  { match: /^'(?:[^'\\]|\\.)*'/, style: 'atom' },
  { match: /^-[a-z]\w*(?=\s?\()/, style: 'meta', isFirst: true },
  { match: new RegExp(`^(?:${words})(?![\\w@(])`), style: 'keyword' },
  { match: /^(?:fun|if|not|case|catch)(?=\()/, style: 'keyword' },
  { match: /^\?\w+/, style: 'macroName' },
  { match: /^#[a-z]\w*/, style: 'type' },
  { match: /^\d+#[\da-zA-Z]+|^\d[\d_]*(?:\.\d+(?:[eE][-+]?\d+)?)?/, style: 'number' },
  { match: /^[A-Z_][\w@]*/, style: 'variableName.special' },
  { match: /^[a-z][\w@]*(?=\()/, style: 'def' },
  { match: /^(?:true|false|undefined|ok|error)(?![\w@])/, style: 'atom' },
  { match: /^[a-z][\w@]*/, style: null },
]);
