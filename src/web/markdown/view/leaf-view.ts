import type { BlockKind } from '../parse/nodes.ts';

/** A block that says something: what it is told goes on its element. */
export interface LeafView {
  readonly element: HTMLElement;
  append?(more: string): void;
  /** It says only this much (UTF-16 units) of what it was told. */
  cut?(length: number): void;
  row?(index: number, cells: readonly string[]): void;
  /** It turns out to be of another kind; its element may be another one then. */
  change?(kind: BlockKind): void;
  /** Nothing more is told. */
  close(): void;
  /** It leaves the page. */
  dispose?(): void;
}
