import { byPatterns } from './by-patterns.ts';

const words =
  'query|mutation|subscription|fragment|on|type|interface|union|enum|input|scalar|schema|extend|implements|directive|repeatable';

export const graphql = byPatterns(
  'graphql',
  [
    { match: /^#.*/, style: 'comment' },
    { match: /^"""(?:[^"\\]|\\.|"(?!""))*"""|^"(?:[^"\\]|\\.)*"/, style: 'string' },
    { match: /^\$\w+/, style: 'variableName.special' },
    { match: /^@\w+/, style: 'meta' },
    { match: new RegExp(`^(?:${words})(?![\\w:(])`), style: 'keyword' },
    { match: /^(?:true|false|null)\b/, style: 'atom' },
    { match: /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/, style: 'number' },
    { match: /^[a-z_]\w*(?=\s?:)/, style: 'property' },
    { match: /^[A-Z]\w*/, style: 'type' },
    { match: /^\w+/, style: null },
  ],
  { begin: /^"""$/, end: /^.*?"""/ },
);
