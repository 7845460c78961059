import { codeOf } from './hidden-characters.ts';
import { element, text } from './sink.ts';

/** The character itself is kept for who copies it; shut in, it has no effect on what stands around it. */
export function hiddenMark(character: string): HTMLElement {
  const code = codeOf(character);
  const mark = element('span', { class: 'hidden-character', 'data-code': code, title: code });
  mark.append(text(character));
  return mark;
}
