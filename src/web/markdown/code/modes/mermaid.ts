import { byPatterns } from './by-patterns.ts';

const kinds =
  'flowchart|graph|sequenceDiagram|classDiagram(?:-v2)?|stateDiagram(?:-v2)?|erDiagram|gantt|pie|journey|gitGraph|mindmap|' +
  'timeline|quadrantChart|requirementDiagram|sankey-beta|xychart-beta|block-beta|packet-beta|architecture-beta|kanban';
const words =
  'subgraph|end|direction|classDef|class|style|linkStyle|click|participant|actor|activate|deactivate|Note|note|over|loop|' +
  'alt|else|opt|par|and|critical|break|rect|autonumber|state|title|section|dateFormat|axisFormat|excludes|commit|branch|' +
  'checkout|merge|namespace';

/** The source of Mermaid's diagrams. */
export const mermaid = byPatterns('mermaid', [
  { match: /^%%.*/, style: 'comment' },
  { match: /^---$/, style: 'meta', isFirst: true },
  { match: new RegExp(`^(?:${kinds})(?![\\w-])`), style: 'keyword', isFirst: true },
  { match: new RegExp(`^(?:${words})(?![\\w-])`), style: 'keyword', isFirst: true },
  { match: /^"[^"]*"/, style: 'string' },
  { match: /^\|[^|]+\|/, style: 'string' },
  { match: /^[<xo]?(?:[-=]{2,}|-\.{1,3}-|\.{2,})(?:>{1,2}|[xo)](?!\w))?/, style: 'meta' },
  { match: /^-(?:>{1,2}|[x)](?!\w))/, style: 'meta' },
  { match: /^:::?\w+/, style: 'type' },
  { match: /^#[0-9a-fA-F]{3,8}\b|^\d[\w.-]*/, style: 'number' },
  { match: /^(?:TB|TD|BT|RL|LR)\b/, style: 'atom' },
  { match: /^[\p{L}_][\p{L}\p{N}_]*/u, style: null },
]);
