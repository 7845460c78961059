import type { Drawing } from './drawing.ts';
import type { Place } from './hidden-characters.ts';
import { type Drawn, drawItem } from './inline-elements.ts';
import type { LaidOut } from './laid-out.ts';
import { text } from './sink.ts';

/** A stretch of text that can still change: the end of what its node says. */
interface TextEnd {
  node: Text | null;
  start: number;
  said: string;
}

/** A node longer than this is left as it is: shaping what is added to it costs as much as all that it says. */
const nodeLength = 2_048;

/**
 * Text and elements within one element, up to `end` (null: to the end of it). Becoming something else touches only what
 * differs: what is selected in the rest stays selected.
 */
export class InlineRun {
  readonly #host: Element;
  readonly #end: Node | null;
  readonly #place: Place;
  readonly #drawing: Drawing;
  #texts: TextEnd[] = [{ node: null, start: 0, said: '' }];
  #elements: Drawn[] = [];

  constructor(host: Element, end: Node | null, place: Place, drawing: Drawing) {
    this.#host = host;
    this.#end = end;
    this.#place = place;
    this.#drawing = drawing;
  }

  /** Shows what is laid out in the place of all that is not settled. */
  become({ texts, elements }: LaidOut): void {
    this.#shorten(elements.length);
    texts.forEach((said, index) => {
      this.#say(index, said);
      const item = elements[index];
      if (!item || this.#elements[index]?.become(item)) return;
      const drawn = drawItem(item, this.#place, this.#drawing);
      const before = this.#elements[index];
      if (before) before.node.replaceWith(drawn.node);
      else this.#host.insertBefore(drawn.node, this.#end);
      this.#elements[index] = drawn;
    });
  }

  /** From now on this beginning of what is shown is never touched again. */
  settle({ texts, elements }: LaidOut): void {
    this.#elements.splice(0, elements.length);
    this.#texts.splice(0, elements.length);
    const rest = this.#texts[0];
    const length = texts.at(-1)?.length ?? 0;
    if (!rest || length === 0) return;
    rest.start += length;
    rest.said = rest.said.slice(length);
    if (rest.start > nodeLength && rest.said === '') this.#texts[0] = { node: null, start: 0, said: '' };
  }

  #shorten(length: number): void {
    for (const { node } of this.#elements.splice(length)) node.remove();
    for (const end of this.#texts.splice(length + 1)) this.#unsay(end);
  }

  #unsay({ node, start, said }: TextEnd): void {
    if (start === 0) node?.remove();
    else node?.deleteData(start, said.length);
  }

  #say(index: number, said: string): void {
    const end = (this.#texts[index] ??= { node: null, start: 0, said: '' });
    if (said === end.said) return;
    if (end.node) replaceEnd(end.node, end.start, end.said, said);
    else this.#host.insertBefore((end.node = text(said)), this.#elements[index]?.node ?? this.#end);
    end.said = said;
  }
}

function replaceEnd(node: Text, start: number, before: string, after: string): void {
  if (after.startsWith(before)) return node.appendData(after.slice(before.length));
  let same = 0;
  while (same < after.length && before[same] === after[same]) same++;
  node.replaceData(start + same, before.length - same, after.slice(same));
}
