import { withoutSpaceAround } from './spaces.ts';

/**
 * What an answer can be made of. Text goes in piece by piece; the block parser tells a listener what it becomes, and the
 * inline parser reads the text of a leaf. Neither knows a DOM, and what is not named here cannot reach the page.
 */

export type Align = 'left' | 'center' | 'right' | null;

export type BlockKind =
  // Leaves: what they say comes as text.
  | { readonly type: 'paragraph' }
  | { readonly type: 'heading'; readonly level: number }
  /** `info`: what stands after the opening fence, its escapes and entities read; '' where there is none. */
  | { readonly type: 'code'; readonly info: string }
  /** Raw HTML: shown as the text that it is. */
  | { readonly type: 'html' }
  /** A formula between `$$` or `\[ \]` on lines of its own; its text is TeX. */
  | { readonly type: 'math' }
  /** What it says comes as rows. */
  | { readonly type: 'table'; readonly aligns: readonly Align[] }
  | { readonly type: 'rule' }
  // Containers.
  | { readonly type: 'quote' }
  /** `loose`: its items stand apart, with their paragraphs as such. */
  | { readonly type: 'list'; readonly ordered: boolean; readonly start: number; readonly loose: boolean }
  /** `checked`: the box of a task, null for an ordinary item. */
  | { readonly type: 'item'; readonly checked: boolean | null }
  | { readonly type: 'footnote'; readonly label: string };

/** Where a name leads: `[name]: href "title"`. */
export interface Definition {
  readonly href: string;
  readonly title: string;
}

/**
 * Is told what the text becomes, in its order; `N` is what it makes of a block. Only what is open can change: after
 * `close` nothing more is told of a block.
 */
export interface BlockListener<N> {
  /** A block begins, as the last child of `parent` (null: of the answer), at `start` in the text (UTF-16 units). */
  open(parent: N | null, kind: BlockKind, start: number): N;
  /** The block is of another kind than it seemed: a list turns out loose, an item a task, a paragraph a heading. */
  change(node: N, kind: BlockKind): void;
  /** More of what a leaf says. Lines end with `\n`; what belongs to the containers around it is left out. */
  text(node: N, text: string): void;
  /** A leaf says only the first `length` UTF-16 units of what it was told to say. */
  cut(node: N, length: number): void;
  /** The cells of a table's row, 0 being its head. The last row may come again with more in it. */
  row(node: N, index: number, cells: readonly string[]): void;
  /** The block, which is the last child of its parent, was something else after all. */
  remove(node: N): void;
  close(node: N): void;
  /** A name has become known (normalised, see `normalLabel`): text that came before may lead there. */
  define(label: string, definition: Definition): void;
}

export type Inline =
  /** A `\n` in it is a soft line break. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  /** A hard line break. */
  | { readonly type: 'break' }
  | { readonly type: 'strong' | 'emphasis' | 'strike'; readonly children: readonly Inline[] }
  /** `href` as CommonMark gives it; whether one may go there is for the view to say. null: its end has not come yet. */
  | {
      readonly type: 'link';
      readonly href: string | null;
      readonly title: string;
      readonly children: readonly Inline[];
    }
  | { readonly type: 'image'; readonly href: string | null; readonly title: string; readonly alt: string }
  /** `open`: its end has not come yet. */
  | { readonly type: 'math'; readonly tex: string; readonly display: boolean; readonly open: boolean }
  /** A reference to a footnote. */
  | { readonly type: 'footnote'; readonly label: string }
  /** Names sources, if there are some of these numbers; otherwise it is nothing but its text. */
  | { readonly type: 'citation'; readonly numbers: readonly number[]; readonly text: string };

/** What names mean at this moment. Labels are normalised. */
export interface Names {
  definition(label: string): Definition | undefined;
  /** `awaited`: not known yet, and more may come. */
  footnote(label: string): 'known' | 'awaited' | 'unknown';
}

/** The name between brackets as it is compared: CommonMark 4.7, without case and with single spaces. */
export function normalLabel(label: string): string {
  return withoutSpaceAround(label)
    .replace(/[ \t\n]+/g, ' ')
    .toLowerCase()
    .toUpperCase();
}
