import { byPatterns } from './by-patterns.ts';

const words =
  'addrspace|align|allowzero|and|anyframe|anytype|asm|async|await|break|callconv|catch|comptime|const|continue|defer|else|' +
  'enum|errdefer|error|export|extern|fn|for|if|inline|linksection|noalias|noinline|nosuspend|opaque|or|orelse|packed|pub|' +
  'resume|return|struct|suspend|switch|test|threadlocal|try|union|unreachable|usingnamespace|var|volatile|while';

export const zig = byPatterns('zig', [
  { match: /^\/\/.*/, style: 'comment' },
  { match: /^\\\\.*/, style: 'string' },
  { match: /^"(?:[^"\\]|\\.)*"|^'(?:[^'\\]|\\.)+'/, style: 'string' },
  { match: /^@\w+/, style: 'builtin' },
  { match: new RegExp(`^(?:${words})(?!\\w)`), style: 'keyword' },
  { match: /^(?:true|false|null|undefined)(?!\w)/, style: 'atom' },
  {
    match: /^(?:[iu]\d{1,5}|[iu]size|f(?:16|32|64|80|128)|bool|void|noreturn|type|anyerror)(?!\w)/,
    style: 'type',
  },
  { match: /^0[xob][\da-fA-F_]+|^\d[\d_]*(?:\.\d[\d_]*(?:e[-+]?\d+)?)?/, style: 'number' },
  { match: /^[A-Z]\w*/, style: 'type' },
  { match: /^[a-z_]\w*(?=\()/, style: 'def' },
  { match: /^[a-z_]\w*/, style: null },
]);
