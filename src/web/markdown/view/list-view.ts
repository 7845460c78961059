import type { BlockKind } from '../parse/nodes.ts';
import type { Words } from './drawing.ts';
import { element, setAttributes, text } from './sink.ts';
import { type Holder, Stretches } from './stretches.ts';

export type ListKind = Extract<BlockKind, { type: 'list' }>;

/**
 * A list whose items come one by one. What follows its first stretch stands in pieces, each a list within an item, so that
 * it can be left out while it is far from the view. To a screen reader it is one list: of the pieces nothing is told.
 */
export class ListView {
  readonly element: HTMLElement;
  readonly #parts: HTMLElement[] = [];
  readonly #stretches: Stretches;
  #kind: ListKind;
  #count = 0;

  /** `start`: where it begins in the text, in UTF-16 units. */
  constructor(kind: ListKind, start: number) {
    this.#kind = kind;
    this.element = this.#part();
    this.#stretches = new Stretches(() => this.#piece(), { inside: this.element, start });
  }

  /** A new item, which begins at `start` in the text. */
  item(start: number): HTMLLIElement {
    const item = element('li');
    this.#stretches.add(item, start);
    if (item.parentElement !== this.element) setAttributes(item, 'li', { role: 'listitem' });
    this.#count++;
    return item;
  }

  change(kind: ListKind): void {
    this.#kind = kind;
    for (const part of this.#parts) part.classList.toggle('loose', kind.loose);
  }

  #piece(): Holder {
    const piece = element('li', { class: 'piece', role: 'none' });
    const inside = this.#part('none');
    piece.append(inside);
    this.element.append(piece);
    return { element: piece, inside };
  }

  /** A list for those that come next. */
  #part(role?: string): HTMLElement {
    const { ordered, start, loose } = this.#kind;
    const number = start + this.#count;
    const part = element(ordered ? 'ol' : 'ul', role === undefined ? {} : { role });
    if (part instanceof HTMLOListElement && number !== 1)
      setAttributes(part, 'ol', { start: String(number) });
    part.classList.toggle('loose', loose);
    this.#parts.push(part);
    return part;
  }
}

/** Makes an item the task that it turns out to be: its box is seen, its state is spoken. */
export function setTask(item: HTMLElement, checked: boolean | null, words: Words): void {
  if (checked === null) return;
  if (item.classList.contains('task')) removeBox(item);
  item.classList.add('task');
  const box = element('span', { class: checked ? 'task-box checked' : 'task-box', 'aria-hidden': 'true' });
  const spoken = element('span', { class: 'spoken' });
  spoken.append(text(checked ? words.done : words.notDone));
  item.prepend(box, spoken);
}

function removeBox(item: HTMLElement): void {
  item.firstElementChild?.remove();
  item.firstElementChild?.remove();
}
