import { keepText, keptText } from '../../kept-text.ts';

const wrapKey = 'inkstone.code.wrap';
const numbersKey = 'inkstone.code.numbers';

/** How a person likes to read code: the same for every block, kept in this browser. */
class CodeChoices {
  #wrap = $state(keptText(wrapKey) === 'yes');
  #numbers = $state(keptText(numbersKey) === 'yes');

  /** Long lines go on below instead of past the edge. */
  get wrap(): boolean {
    return this.#wrap;
  }

  set wrap(wrap: boolean) {
    this.#wrap = wrap;
    keepText(wrapKey, wrap ? 'yes' : '');
  }

  /** Lines have numbers. */
  get numbers(): boolean {
    return this.#numbers;
  }

  set numbers(numbers: boolean) {
    this.#numbers = numbers;
    keepText(numbersKey, numbers ? 'yes' : '');
  }
}

export const codeChoices = new CodeChoices();
