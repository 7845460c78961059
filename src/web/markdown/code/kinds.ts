/** What a piece of code is, as far as it has a colour of its own; each has a `--code-…` token. */
export type CodeKind =
  | 'comment'
  | 'definition'
  | 'deleted'
  | 'heading'
  | 'inserted'
  | 'keyword'
  | 'meta'
  | 'number'
  | 'property'
  | 'string'
  | 'type';

/** The names that CodeMirror's modes give, old and new. What is not here, variables and marks above all, is plain ink. */
const kinds: Readonly<Record<string, CodeKind>> = {
  annotation: 'meta',
  atom: 'number',
  attribute: 'property',
  attributeName: 'property',
  bool: 'number',
  builtin: 'type',
  character: 'string',
  className: 'type',
  color: 'number',
  comment: 'comment',
  controlKeyword: 'keyword',
  def: 'definition',
  definitionKeyword: 'keyword',
  deleted: 'deleted',
  docComment: 'comment',
  docString: 'string',
  escape: 'string',
  header: 'heading',
  heading: 'heading',
  inserted: 'inserted',
  key: 'property',
  keyword: 'keyword',
  labelName: 'definition',
  link: 'string',
  literal: 'number',
  macroName: 'meta',
  meta: 'meta',
  modifier: 'keyword',
  moduleKeyword: 'keyword',
  namespace: 'type',
  null: 'number',
  number: 'number',
  operatorKeyword: 'keyword',
  processingInstruction: 'meta',
  property: 'property',
  propertyName: 'property',
  qualifier: 'definition',
  quote: 'comment',
  regexp: 'string',
  self: 'keyword',
  string: 'string',
  tag: 'keyword',
  tagName: 'keyword',
  type: 'type',
  typeName: 'type',
  unit: 'number',
  url: 'string',
};

/** Names whose second half says more than the first. */
const wholeNames: Readonly<Record<string, CodeKind>> = {
  'variableName.constant': 'number',
  'variableName.definition': 'definition',
  'variableName.function': 'definition',
  'variableName.function.standard': 'type',
  'variableName.special': 'property',
  'variableName.standard': 'type',
};

/** The colour of a token's style, which may be several names: the first that has one. */
export function kindOf(style: string | null): CodeKind | null {
  for (const name of style?.split(' ') ?? []) {
    const kind = known(wholeNames, name) ?? known(kinds, name.split('.', 1)[0] ?? '');
    if (kind) return kind;
  }
  return null;
}

// A mode may say `constructor`: only what the table itself has counts.
const known = (table: Readonly<Record<string, CodeKind>>, name: string): CodeKind | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
