import type { Align, BlockKind } from '../parse/nodes.ts';
import { type InlineContext, InlineView } from './inline-view.ts';
import type { LeafView } from './leaf-view.ts';
import { element } from './sink.ts';

/** So many rows stand in a body of their own, a screen or two of them. */
const rowsInBody = 40;
/** A cell that says more than this (UTF-16 units) is not squeezed by its neighbours to a column of single words. */
const shortCell = 24;

/**
 * A table whose rows come one by one. Only the cells of the last row can still grow. In several bodies, since what each
 * one paints is kept: all rows in one would be walked again for each piece.
 */
export class TableView implements LeafView {
  /** Wider than the page it scrolls by itself, so it can be reached by keyboard. */
  readonly element: HTMLElement;
  readonly #context: InlineContext;
  readonly #table = element('table');
  readonly #head = element('thead');
  #body: HTMLElement | null = null;
  #aligns: readonly Align[];
  #index = -1;
  #row: HTMLElement | null = null;
  #cells: InlineView[] = [];

  constructor(aligns: readonly Align[], context: InlineContext) {
    this.#aligns = aligns;
    this.#context = context;
    this.element = element('div', {
      class: 'table',
      role: 'group',
      'aria-label': context.words.table,
      tabindex: '0',
    });
    this.#table.append(this.#head);
    this.element.append(this.#table);
  }

  /** How its columns are aligned may be known only after its head. */
  change(kind: BlockKind): void {
    if (kind.type !== 'table') return;
    this.#aligns = kind.aligns;
    this.#cells.forEach((cell, column) => alignCell(cell.host, kind.aligns[column]));
  }

  row(index: number, cells: readonly string[]): void {
    if (index !== this.#index) this.#beginRow(index);
    for (let column = this.#cells.length; column < Math.max(cells.length, this.#aligns.length); column++)
      this.#addCell(column);
    for (const cell of this.#cells.splice(Math.max(cells.length, this.#aligns.length))) cell.host.remove();
    this.#cells.forEach((cell, column) => fillCell(cell, cells[column] ?? ''));
  }

  close(): void {
    for (const cell of this.#cells) cell.close();
    this.#cells = [];
  }

  #beginRow(index: number): void {
    this.close();
    this.#index = index;
    this.#row = element('tr');
    if (index % rowsInBody === 1) this.#table.append((this.#body = element('tbody')));
    (this.#body ?? this.#head).append(this.#row);
  }

  #addCell(column: number): void {
    const cell = this.#index === 0 ? element('th', { scope: 'col' }) : element('td');
    alignCell(cell, this.#aligns[column]);
    this.#row?.append(cell);
    this.#cells.push(new InlineView(cell, this.#context));
  }
}

function fillCell(cell: InlineView, text: string): void {
  cell.become(text);
  cell.host.classList.toggle('long', text.length > shortCell);
}

function alignCell(cell: HTMLElement, align: Align | undefined): void {
  if (align) cell.classList.add(`align-${align}`);
}
