import { keepForTab, keptForTab } from '../kept-text.ts';

/** A fold of a message, as a person has left it in this tab: the message may have left the view since, and be drawn anew. */
export class RememberedFold {
  readonly #name: string;
  #chosen = $state('');

  /** `id`: of the message, and which of its folds it is. */
  constructor(id: string) {
    this.#name = `inkstone.fold.${id}`;
    this.#chosen = keptForTab(this.#name);
  }

  /** Undefined for as long as nobody has opened or closed it. */
  get isOpen(): boolean | undefined {
    return this.#chosen === '' ? undefined : this.#chosen === 'open';
  }

  set isOpen(isOpen: boolean) {
    this.#chosen = isOpen ? 'open' : 'closed';
    keepForTab(this.#name, this.#chosen);
  }
}
