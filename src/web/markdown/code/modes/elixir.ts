import { byPatterns } from './by-patterns.ts';

const definitions =
  'def(?:p|module|macro|macrop|struct|protocol|impl|exception|guard|guardp|delegate|overridable)?';
const words =
  'do|end|fn|if|unless|else|case|cond|when|with|for|try|rescue|catch|after|raise|receive|and|or|not|in|import|alias|' +
  'require|use|quote|unquote';

export const elixir = byPatterns(
  'elixir',
  [
    { match: /^#.*/, style: 'comment' },
    { match: /^"(?:[^"\\]|\\.)*"|^'(?:[^'\\]|\\.)*'/, style: 'string' },
    {
      match: /^~[a-zA-Z](?:\/(?:[^/\\]|\\.)*\/|"(?:[^"\\]|\\.)*"|\([^)]*\)|\[[^\]]*\]|\{[^}]*\})/,
      style: 'string',
    },
    { match: /^@\w+/, style: 'meta' },
    { match: /^[a-z_]\w*[?!]?:(?!:)/, style: 'atom' },
    { match: new RegExp(`^(?:${definitions}|${words})(?![\\w?!])`), style: 'keyword' },
    { match: /^(?:true|false|nil)(?![\w?!])|^:(?:\w+[?!]?|"[^"]*")/, style: 'atom' },
    { match: /^0[xob][\da-fA-F_]+|^\d[\d_]*(?:\.\d[\d_]*(?:e[-+]?\d+)?)?/, style: 'number' },
    { match: /^[A-Z]\w*/, style: 'type' },
    { match: /^[a-z_]\w*[?!]?(?=\()/, style: 'def' },
    { match: /^[a-z_]\w*[?!]?/, style: null },
  ],
  { begin: /^(?:~[a-zA-Z])?"""$/, end: /^\s*"""/ },
);
