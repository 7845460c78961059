import { type Message, wholePart } from '../protocol/messages.ts';
import type { Output } from './output.ts';

/** Prints an answer as it grows: each time what was not printed yet. */
export class AnswerPrinter {
  readonly #output: Output;
  #text = 0;
  #thinking = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  print(answer: Message): void {
    if (this.#output.showsThinking) this.#printThinking(wholePart(answer, 'reasoning'));
    const text = wholePart(answer, 'text');
    if (text.length <= this.#text) return;
    if (this.#thinking > 0 && this.#text === 0) this.#output.endLine();
    this.#output.text(text.slice(this.#text));
    this.#text = text.length;
  }

  #printThinking(thinking: string): void {
    this.#output.thinking(thinking.slice(this.#thinking));
    this.#thinking = thinking.length;
  }
}
