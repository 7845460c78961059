import { type Container, goesOn } from './containers.ts';
import type { FencedCode, Html, Leaf } from './leaves.ts';
import type { LineCursor } from './line-cursor.ts';
import type { MathBlock } from './math.ts';
import type { Paragraph } from './paragraph.ts';
import { type Above, readStart, type Start, undecided } from './starts.ts';

export type OpenLeaf<N> =
  | (Leaf & { readonly type: 'heading' | 'indented' | 'table' })
  | FencedCode<N>
  | Html<N>
  | MathBlock<N>
  | Paragraph<N>;

/** Deeper marks are text. A list and its item are two. */
const maxDepth = 100;

/** What a line is, judged by its beginning; the cursor is behind what that took. */
export interface LineReading {
  /** How many of the open containers it goes on with. */
  readonly matched: number;
  /** What begins on it, the outermost first. */
  readonly starts: readonly Start[];
  /**
   * What becomes of the rest: the open leaf takes it; it ends the open leaf (a closing fence); it belongs to a paragraph whose
   * containers it does not go on with; it is for the last that has begun; there is nothing; it begins a paragraph.
   */
  readonly rest: 'leaf' | 'end' | 'lazy' | 'started' | 'blank' | 'new';
}

/** Reads the beginning of a line, changing nothing but the cursor; null if it takes more of the line to tell. */
export function readLine<N>(
  cursor: LineCursor,
  containers: readonly Container<N>[],
  leaf: OpenLeaf<N> | null,
): LineReading | null {
  const matched = matchContainers(cursor, containers);
  if (matched === null) return null;
  const goesOnWithLeaf = matched === containers.length ? leaf : null;
  if (goesOnWithLeaf) {
    const rest = readWithin(cursor, goesOnWithLeaf);
    if (rest === undefined) return null;
    if (rest) return { matched, starts: [], rest };
  }
  const isEnd = endsFromOutside(cursor, containers.slice(matched), leaf);
  if (isEnd === undefined) return null;
  if (isEnd) return { matched: containers.length, starts: [], rest: 'end' };
  const starts = readStarts(cursor, matched, leaf, goesOnWithLeaf);
  if (starts === null) return null;
  return { matched, starts, rest: restOf(cursor, starts, leaf, goesOnWithLeaf) };
}

function matchContainers<N>(cursor: LineCursor, containers: readonly Container<N>[]): number | null {
  let matched = 0;
  for (const container of containers) {
    if (!cursor.look()) return null;
    if (container.type === 'quote' && isBareMark(cursor)) return null;
    if (!goesOn(container, cursor)) break;
    matched++;
  }
  return cursor.look() ? matched : null;
}

/**
 * Whether the line ends code in an item though it is not indented as the item is: models often write the closing fence so.
 * To CommonMark it opens another code block, which takes the rest of the answer.
 */
function endsFromOutside<N>(
  cursor: LineCursor,
  left: readonly Container<N>[],
  leaf: OpenLeaf<N> | null,
): boolean | undefined {
  if (leaf?.type !== 'fenced' || !left.every(({ type }) => type === 'list' || type === 'item')) return false;
  return (leaf as FencedCode<N>).isEnd(cursor);
}

/** A `>` at the end of what is there: a space that belongs to it may follow. */
const isBareMark = (cursor: LineCursor): boolean => !cursor.isWhole && cursor.content === '>';

/** What a line means for a leaf in which no other block can begin; undefined: not to be told yet. */
function readWithin<N>(cursor: LineCursor, leaf: OpenLeaf<N>): 'leaf' | 'end' | null | undefined {
  switch (leaf.type) {
    case 'fenced': {
      const isEnd = (leaf as FencedCode<N>).isEnd(cursor);
      if (isEnd === false) (leaf as FencedCode<N>).skipIndent(cursor);
      return isEnd === undefined ? undefined : isEnd ? 'end' : 'leaf';
    }
    case 'indented':
      if (!cursor.isBlank && cursor.indent < 4) return null;
      cursor.skipColumns(4);
      return 'leaf';
    case 'html':
      return (leaf as Html<N>).end === null && cursor.isBlank ? null : 'leaf';
    case 'math':
      if (cursor.isBlank) return null;
      cursor.skip();
      return 'leaf';
    default:
      return null;
  }
}

function readStarts<N>(
  cursor: LineCursor,
  matched: number,
  leaf: OpenLeaf<N> | null,
  within: OpenLeaf<N> | null,
): readonly Start[] | null {
  const starts: Start[] = [];
  const isParagraph = leaf?.type === 'paragraph';
  for (;;) {
    if (!cursor.look()) return null;
    if (cursor.isBlank) return starts;
    const isFirst = starts.length === 0;
    if (cursor.indent > 3) {
      if (!(isFirst && isParagraph)) starts.push({ type: 'indented' });
      return starts;
    }
    const start = readStart(cursor, {
      paragraph: isFirst && within?.type === 'paragraph' ? (within as Paragraph<N>) : null,
      isLazy: isFirst && isParagraph && !within,
    } satisfies Above);
    if (start === undecided) return null;
    if (start === null) return starts;
    if (isContainer(start) && matched + 2 * starts.length >= maxDepth) return starts;
    starts.push(start);
    if (!isContainer(start)) return starts;
  }
}

const isContainer = ({ type }: Start): boolean => type === 'quote' || type === 'item' || type === 'footnote';

function restOf<N>(
  cursor: LineCursor,
  starts: readonly Start[],
  leaf: OpenLeaf<N> | null,
  within: OpenLeaf<N> | null,
): LineReading['rest'] {
  const last = starts.at(-1);
  if (last && !isContainer(last)) return 'started';
  if (cursor.isBlank) return 'blank';
  if (last) return 'new';
  if (within?.type === 'paragraph' || within?.type === 'table') return 'leaf';
  return leaf?.type === 'paragraph' ? 'lazy' : 'new';
}
