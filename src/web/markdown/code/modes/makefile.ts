import { byPatterns } from './by-patterns.ts';

export const makefile = byPatterns('makefile', [
  { match: /^#.*/, style: 'comment' },
  {
    match: /^(?:-?include|sinclude|ifn?eq|ifn?def|else|endif|define|endef|export|unexport|override|vpath)\b/,
    style: 'keyword',
    isFirst: true,
  },
  { match: /^[\w.-]+(?=\s{0,20}(?::{0,3}|[?+!])=)/, style: 'property' },
  { match: /^\.[A-Z][A-Z_]+(?=\s{0,20}:)/, style: 'keyword', isFirst: true },
  { match: /^[\w%./-][\w%./ -]{0,200}(?=::?(?:[^=:]|$))/, style: 'def', isFirst: true },
  { match: /^\$(?:\([\w.-]+\)|\{[\w.-]+\}|[@<^+*?%|$\w])/, style: 'variableName.special' },
  { match: /^\$[({](?:[a-z]+(?=\s))?/, style: 'builtin' },
  { match: /^"(?:[^"\\$]|\\.)*"|^'[^'$]*'/, style: 'string' },
  { match: /^[\w./%-]+/, style: null },
]);
