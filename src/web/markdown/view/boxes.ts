import type { Inline } from '../parse/nodes.ts';
import { plainText } from './laid-out.ts';

/**
 * Lines are laid out and painted a box at a time, so a box may not grow with the answer: in one of 100,000 characters each
 * piece cost Chromium fifteen times what it costs in boxes of this length. A paragraph longer than this is cut into several
 * where a word ends; where none ends, at twice this.
 */
export const boxLength = 4_096;

const wordEnd = /[\s。，！？；、]/g;
export const lineEnd = /\n/g;

export interface Boxes {
  /** What goes on with the present box, then what each further one holds. */
  readonly boxes: readonly (readonly Inline[])[];
  /** How long the last one is. */
  readonly length: number;
}

/**
 * Cuts what follows a box of `length` characters. Where it cuts depends on the characters alone, not on how many come
 * at a time: what streams is cut as what comes whole. `ends`: after what it is best cut.
 */
export function cutIntoBoxes(nodes: readonly Inline[], length: number, ends = wordEnd): Boxes {
  let box: Inline[] = [];
  const boxes = [box];
  for (const node of nodes) {
    if (node.type !== 'text') {
      box.push(node);
      length += plainText([node]).length;
      continue;
    }
    let { text } = node;
    for (let end = cutIn(text, length, ends); end !== -1; end = cutIn(text, length, ends)) {
      box.push({ type: 'text', text: text.slice(0, end) });
      boxes.push((box = []));
      text = text.slice(end);
      length = 0;
    }
    if (text !== '') box.push({ type: 'text', text });
    length += text.length;
  }
  return { boxes, length };
}

/** Where in a text that follows `length` characters the box ends; -1 if it goes on. */
function cutIn(text: string, length: number, ends: RegExp): number {
  const last = 2 * boxLength - length;
  if (length + text.length < boxLength) return -1;
  ends.lastIndex = Math.max(0, boxLength - length);
  const end = ends.exec(text)?.index ?? Infinity;
  if (end < last) return end + 1;
  return last < text.length ? withoutHalf(text, Math.max(0, last)) : -1;
}

/** Not between the halves of a pair. */
function withoutHalf(text: string, end: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(end)) && end > 0 ? end - 1 : end;
}
