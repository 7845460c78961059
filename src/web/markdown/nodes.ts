/**
 * Everything an answer can be made of: the closed list that `Blocks.svelte` and `Inlines.svelte` draw.
 * What is not named here cannot reach the page, whatever a model writes.
 */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'break' }
  | { type: 'strong' | 'emphasis' | 'strike'; children: Inline[] }
  | { type: 'link'; href: string; children: Inline[] }
  /** Never loaded: what an answer contains makes the browser contact nobody. */
  | { type: 'image'; href: string | null; text: string };

export type Align = 'left' | 'center' | 'right' | null;

export interface ListItem {
  /** A task list's box; null for an ordinary item. */
  checked: boolean | null;
  children: Block[];
}

export type Block =
  /** `tight`: inside a list whose items stand close together. */
  | { type: 'paragraph'; tight: boolean; children: Inline[] }
  | { type: 'heading'; level: number; children: Inline[] }
  | { type: 'code'; language: string; text: string }
  | { type: 'quote'; children: Block[] }
  | { type: 'list'; ordered: boolean; start: number; items: ListItem[] }
  | { type: 'table'; aligns: Align[]; head: Inline[][]; rows: Inline[][][] }
  | { type: 'rule' };
