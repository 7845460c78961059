import type { Align, BlockKind } from '../parse/nodes.ts';
import { type InlineContext, InlineView } from './inline-view.ts';
import type { LeafView } from './leaf-view.ts';
import { element } from './sink.ts';

/** A table whose rows come one by one. Only the cells of the last row can still grow. */
export class TableView implements LeafView {
  /** Wider than the page it scrolls by itself, so it can be reached by keyboard. */
  readonly element: HTMLElement;
  readonly #context: InlineContext;
  readonly #head = element('thead');
  readonly #body = element('tbody');
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
    const table = element('table');
    table.append(this.#head);
    this.element.append(table);
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
    this.#cells.forEach((cell, column) => cell.become(cells[column] ?? ''));
  }

  close(): void {
    for (const cell of this.#cells) cell.close();
    this.#cells = [];
  }

  #beginRow(index: number): void {
    this.close();
    this.#index = index;
    this.#row = element('tr');
    if (index === 1) this.#head.after(this.#body);
    (index === 0 ? this.#head : this.#body).append(this.#row);
  }

  #addCell(column: number): void {
    const cell = this.#index === 0 ? element('th', { scope: 'col' }) : element('td');
    alignCell(cell, this.#aligns[column]);
    this.#row?.append(cell);
    this.#cells.push(new InlineView(cell, this.#context));
  }
}

function alignCell(cell: HTMLElement, align: Align | undefined): void {
  if (align) cell.className = `align-${align}`;
}
