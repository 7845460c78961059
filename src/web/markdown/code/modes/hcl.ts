import { byPatterns } from './by-patterns.ts';

/** Terraform and its kin. */
export const hcl = byPatterns('hcl', [
  { match: /^(?:#|\/\/).*|^\/\*(?:[^*]|\*(?!\/))*\*\//, style: 'comment' },
  { match: /^"(?:[^"\\]|\\.)*"/, style: 'string' },
  { match: /^<<-?\w+|^[A-Z_]{3,}$/, style: 'meta' },
  { match: /^(?:true|false|null)(?![\w-])/, style: 'atom' },
  { match: /^[a-z][\w-]*(?=\s*=(?![=>]))/, style: 'property' },
  { match: /^[a-z]\w*(?=(?:\s+"[^"]*"){0,3}\s*\{)/, style: 'keyword', isFirst: true },
  { match: /^(?:for|in|if|else|endif|endfor)(?![\w-])/, style: 'keyword' },
  { match: /^(?:string|number|bool|any|list|map|set|object|tuple)(?![\w-])/, style: 'type' },
  { match: /^\d+(?:\.\d+)?/, style: 'number' },
  { match: /^[a-z]\w*(?=\()/, style: 'def' },
  { match: /^(?:var|local|module|data|each|self|path|count)(?=\.)/, style: 'variableName.special' },
  { match: /^[A-Za-z_][\w-]*/, style: null },
]);
