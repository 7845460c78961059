import { characterAt, isHigh, kindOf } from './flanking.ts';
import type { LineCursor } from './line-cursor.ts';
import type { Align } from './nodes.ts';
import { withoutSpaceAround, withoutSpaceBefore } from './spaces.ts';
import { alignsOf, cellsOf } from './tables.ts';

/** A block that begins on a line. Those of the first row hold others. */
export type Start =
  | { readonly type: 'quote' }
  | ItemStart
  | { readonly type: 'footnote'; readonly label: string }
  | { readonly type: 'heading'; readonly level: number }
  | { readonly type: 'fence'; readonly fence: string; readonly indent: number; readonly info: string }
  | { readonly type: 'indented' }
  | { readonly type: 'html'; readonly end: RegExp | null }
  /** `opener`: what does not belong to the formula, like the `closer` then; '': both are of the formula. */
  | { readonly type: 'math'; readonly opener: string; readonly closer: string }
  | { readonly type: 'rule' }
  /** The paragraph above is a heading. */
  | { readonly type: 'underline'; readonly level: number }
  /** The line above is a table's head. */
  | { readonly type: 'delimiters'; readonly aligns: readonly Align[] };

export interface ItemStart {
  readonly type: 'item';
  /** The bullet, or what follows the number: items with other ones make other lists. */
  readonly mark: string;
  /** null: not ordered. */
  readonly number: number | null;
  /** How many columns its further lines are indented at least. */
  readonly indent: number;
}

/** What stands before the line. */
export interface Above {
  /** The line can go on with this paragraph; null if there is none, or another block has begun on the line. */
  readonly paragraph: { readonly header: string | null; readonly isInFormula: boolean } | null;
  /** The last open block is a paragraph, though this line is not within all that holds it. */
  readonly isLazy: boolean;
}

/** The line has too little yet to tell. */
export const undecided = Symbol('undecided');
export type Decision = Start | null | typeof undecided;

/** A longer line of nothing but marks is text, and a longer first line of a fence as well. */
const maxMarks = 1_000;

/** The block that begins at the cursor, which has looked and found less than four columns of space; goes over its marks. */
export function readStart(cursor: LineCursor, above: Above): Decision {
  switch (cursor.first) {
    case '>':
      return readQuote(cursor);
    case '#':
      return readHeading(cursor);
    case '`':
    case '~':
      return readFence(cursor);
    case '<':
      return readHtml(cursor, above);
    case '$':
      return readMath(cursor, above, '$$', '$$');
    case '\\':
      return readEnvironment(cursor) ?? readMath(cursor, above, '\\[', '\\]');
    case '[':
      return readFootnote(cursor);
    case '|':
    case ':':
    case '=':
      return readUnderline(cursor, above);
    case '-':
      return firstOf(cursor, above, readUnderline, readRule, readItem);
    case '*':
    case '_':
      return firstOf(cursor, above, readRule, readItem);
    default:
      return readItem(cursor, above);
  }
}

function firstOf(
  cursor: LineCursor,
  above: Above,
  ...readers: ((cursor: LineCursor, above: Above) => Decision)[]
): Decision {
  for (const read of readers) {
    const decision = read(cursor, above);
    if (decision !== null) return decision;
  }
  return null;
}

function readQuote(cursor: LineCursor): Decision {
  if (cursor.content.length === 1 && !cursor.isWhole) return undecided;
  cursor.skip(1);
  cursor.skipColumns(1);
  return { type: 'quote' };
}

function readHeading(cursor: LineCursor): Decision {
  const marks = /^#+/.exec(cursor.content)![0];
  if (marks.length > 6) return null;
  const title = cursor.content.slice(marks.length);
  if (title === '' && !cursor.isWhole) return undecided;
  const isApart = kindOf(title.slice(0, 1)) === 'space';
  const isTitle = isApart || (marks.length > 1 && beginsTitle(title, cursor.isWhole));
  if (isTitle !== true) return isTitle || null;
  cursor.skip(marks.length + (isApart && title !== '' ? 1 : 0));
  return { type: 'heading', level: marks.length };
}

/**
 * What Chinese answers write for a heading without the space that it needs: `##标题`, `##1. 标题`, `##**标题**`. Behind a
 * single mark it may be a tag (`#话题`), and stays text.
 */
function beginsTitle(title: string, isWhole: boolean): boolean | typeof undecided {
  const isBegun = /^(?:\d{1,3}|\*)$/.test(title) || (title.length === 1 && isHigh(title.charCodeAt(0)));
  if (isBegun && !isWhole) return undecided;
  return (
    /^(?:\d{1,3}[.、．)）]|\*\*)/.test(title) ||
    kindOf(characterAt(title, 0, title.length)).startsWith('east')
  );
}

function readFence(cursor: LineCursor): Decision {
  const { content, indent } = cursor;
  const fence = /^(?:`+|~+)/.exec(content)![0];
  if (fence.length < 3) return fence.length === content.length && !cursor.isWhole ? undecided : null;
  if (content.length > maxMarks || (fence[0] === '`' && content.includes('`', fence.length))) return null;
  if (!cursor.isWhole) return undecided;
  return { type: 'fence', fence, indent, info: withoutSpaceAround(content.slice(fence.length)) };
}

const mathLine = { $: /^\$\$[ \t]*$/, '\\': /^\\\[[ \t]*$/ } as const;

/** Within a paragraph only an opener on a line of its own begins a formula: what is closed on its line is read as inline. */
function readMath(cursor: LineCursor, above: Above, opener: string, closer: string): Decision {
  const { content, isWhole } = cursor;
  if (!content.startsWith(opener)) return !isWhole && opener.startsWith(content) ? undecided : null;
  if (content.length === opener.length && !isWhole) return undecided;
  if (content[opener.length] === '$') return null;
  if (above.paragraph || above.isLazy) {
    if (!mathLine[content[0] as '$' | '\\'].test(content)) return null;
    if (!isWhole) return undecided;
    if (opener === '$$' && above.paragraph?.isInFormula) return null;
  }
  cursor.skip();
  return { type: 'math', opener, closer };
}

const environment = /^\\begin\{((?:align|alignat|cases|eqnarray|equation|gather|multline|split)\*?)\}/;
const environmentBeginning = /^\\(?:b(?:e(?:g(?:i(?:n(?:\{[a-z]{0,8}\*?)?)?)?)?)?)?$/;

/** Formulas that are written with no mark around them but their own. */
function readEnvironment(cursor: LineCursor): Decision {
  const name = environment.exec(cursor.content)?.[1];
  if (name === undefined)
    return !cursor.isWhole && environmentBeginning.test(cursor.content) ? undecided : null;
  cursor.skip();
  return { type: 'math', opener: '', closer: `\\end{${name}}` };
}

const footnoteMark = /^\[\^([^\s[\]]{1,200})\]:/;
const footnoteBeginning = /^\[(?:\^(?:[^\s[\]]{1,200}\]?)?)?$/;

function readFootnote(cursor: LineCursor): Decision {
  const { content } = cursor;
  const mark = footnoteMark.exec(content);
  if (!mark)
    return !cursor.isWhole && content.length < 210 && footnoteBeginning.test(content) ? undecided : null;
  cursor.skip(mark[0].length);
  return { type: 'footnote', label: mark[1]! };
}

/** What makes the line above a heading or a table's head. */
function readUnderline(cursor: LineCursor, { paragraph }: Above): Decision {
  const { content, isWhole } = cursor;
  if (!paragraph || content.length > maxMarks) return null;
  if (!isWhole) return /^(?:=+[ \t]*|[-:| \t]+)$/.test(content) ? undecided : null;
  if (/^(?:=+|-+)[ \t]*$/.test(content)) return { type: 'underline', level: content[0] === '=' ? 1 : 2 };
  if (paragraph.header === null || !/^[-:| \t]+$/.test(content)) return null;
  const aligns = alignsOf(content);
  if (!aligns || !(paragraph.header + content).includes('|')) return null;
  const isHead =
    withoutSpaceAround(paragraph.header) !== '|' && cellsOf(paragraph.header).length === aligns.length;
  return isHead ? { type: 'delimiters', aligns } : null;
}

const ruleLine = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;
const sameMarks = /^(?:[*\t ]+|[_\t ]+|[-\t ]+)$/;

function readRule(cursor: LineCursor): Decision {
  const { content } = cursor;
  if (content.length > maxMarks || !sameMarks.test(content)) return null;
  if (!cursor.isWhole) return undecided;
  return ruleLine.test(content) ? { type: 'rule' } : null;
}

const bullet = /^[-+*]/;
const ordinal = /^(\d{1,9})([.)])/;

function readItem(cursor: LineCursor, above: Above): Decision {
  const { content, isWhole } = cursor;
  const found = bullet.exec(content) ?? ordinal.exec(content);
  if (!found) return !isWhole && /^\d{1,9}$/.test(content) ? undecided : null;
  const after = content.slice(found[0].length, found[0].length + 1);
  if (after === '' && !isWhole) return undecided;
  if (after !== '' && after !== ' ' && after !== '\t') return null;
  const number = found[1] === undefined ? null : Number(found[1]);
  const isEmpty = withoutSpaceBefore(content.slice(found[0].length)) === '';
  if (isEmpty && !isWhole) return undecided;
  if (above.paragraph && (isEmpty || (number !== null && number !== 1))) return null;
  const markIndent = cursor.indent;
  cursor.skip(found[0].length);
  const width = found[0].length + paddingAt(cursor, isEmpty);
  return { type: 'item', mark: found[2] ?? found[0], number, indent: markIndent + width };
}

/** Goes over the space between an item's mark and its text, and says how many columns of it belong to the mark. */
function paddingAt(cursor: LineCursor, isEmpty: boolean): number {
  cursor.look();
  const columns = isEmpty || cursor.indent > 4 ? 1 : cursor.indent;
  cursor.skipColumns(columns);
  return columns;
}

const verbatim = /^<(?:script|pre|textarea|style)(?:[ \t>]|$)/i;
const blockTag =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:[ \t]|\/?>|$)/i;
const wholeTag =
  /^<(?:\/[a-z][a-z0-9-]*[ \t]*|[a-z][a-z0-9-]*(?:[ \t]+[a-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:[^ \t"'=<>`]+|'[^']*'|"[^"]*"))?)*[ \t]*\/?)>/i;
const tagBeginning = /^<\/?(?:[a-z][a-z0-9-]*)?$/i;
const mayBeTag = /^<\/?[a-z][a-z0-9-]*(?:[ \t>]|\/>?|$)/i;

/** Conditions 1 to 7 of CommonMark 4.6, with the end of each; null: a blank line ends it. */
const declarations: readonly (readonly [beginning: string, end: RegExp])[] = [
  ['<!--', /-->/],
  ['<?', /\?>/],
  ['<![CDATA[', /\]\]>/],
];

function readHtml(cursor: LineCursor, { paragraph, isLazy }: Above): Decision {
  const { content, isWhole } = cursor;
  const declaration = declarations.find(([beginning]) => content.startsWith(beginning));
  if (declaration) return { type: 'html', end: declaration[1] };
  if (/^<![a-z]/i.test(content)) return { type: 'html', end: />/ };
  if (
    !isWhole &&
    (tagBeginning.test(content) || '<![CDATA['.startsWith(content) || '<!--'.startsWith(content))
  )
    return undecided;
  if (!isWhole && content.length < 20 && /^<\/?[a-z][a-z0-9]*\/$/i.test(content)) return undecided;
  if (verbatim.test(content)) return { type: 'html', end: /<\/(?:script|pre|textarea|style)>/i };
  if (blockTag.test(content)) return { type: 'html', end: null };
  if (paragraph || isLazy || content.length > maxMarks || !mayBeTag.test(content)) return null;
  return readLoneTag(content, isWhole);
}

/** Any other tag that is alone on its line. */
function readLoneTag(content: string, isWhole: boolean): Decision {
  const tag = wholeTag.exec(content);
  if (!tag) return isWhole ? null : undecided;
  if (withoutSpaceBefore(content.slice(tag[0].length)) !== '') return null;
  return isWhole ? { type: 'html', end: null } : undecided;
}
