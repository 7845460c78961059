import { eachPiece } from './hidden-characters.ts';
import { hiddenMark } from './hidden-mark.ts';
import { element, text } from './sink.ts';

/** As long as a node grows its text is shaped again, as long as a box grows its lines are laid out again. */
const nodeLength = 2_048;
const boxLength = 4_096;

/** Text as it is, with its lines. */
export class PlainText {
  readonly element: HTMLElement;
  #box: HTMLElement;
  #boxLength = 0;
  #node: Text | null = null;

  constructor(host: HTMLElement) {
    this.element = host;
    this.#box = host;
  }

  append(more: string): void {
    for (const part of more.split(/(?<=\n)/)) {
      if (this.#boxLength > boxLength) this.#beginBox();
      this.#boxLength += part.length;
      eachPiece(
        part,
        'prose',
        (plain) => this.#add(plain),
        (character) => this.#mark(character),
      );
    }
  }

  #add(plain: string): void {
    if (this.#node && this.#node.length < nodeLength) this.#node.appendData(plain);
    else this.#box.append((this.#node = text(plain)));
  }

  #mark(character: string): void {
    this.#node = null;
    this.#box.append(hiddenMark(character));
  }

  #beginBox(): void {
    this.#box = element('span', { class: 'box' });
    this.element.append(this.#box);
    this.#boxLength = 0;
    this.#node = null;
  }
}
