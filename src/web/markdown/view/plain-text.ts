import { cutIntoBoxes, lineEnd } from './boxes.ts';
import { eachPiece } from './hidden-characters.ts';
import { hiddenMark } from './hidden-mark.ts';
import { plainText } from './laid-out.ts';
import { element, text } from './sink.ts';

/** As long as a node grows its text is shaped again. */
const nodeLength = 2_048;

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
    const { boxes, length } = cutIntoBoxes([{ type: 'text', text: more }], this.#boxLength, lineEnd);
    boxes.forEach((box, index) => {
      if (index > 0) this.#beginBox();
      this.#show(plainText(box));
    });
    this.#boxLength = length;
  }

  #show(said: string): void {
    eachPiece(
      said,
      'prose',
      (plain) => this.#add(plain),
      (character) => this.#mark(character),
    );
  }

  #add(plain: string): void {
    if (plain === '') return;
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
    this.#node = null;
  }
}
