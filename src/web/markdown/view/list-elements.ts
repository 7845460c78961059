import type { BlockKind } from '../parse/nodes.ts';
import type { Words } from './drawing.ts';
import { element, text } from './sink.ts';

export type ListKind = Extract<BlockKind, { type: 'list' }>;

export function listElement({ ordered, start, loose }: ListKind): HTMLElement {
  const list = ordered ? element('ol', start === 1 ? {} : { start: String(start) }) : element('ul');
  list.classList.toggle('loose', loose);
  return list;
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
