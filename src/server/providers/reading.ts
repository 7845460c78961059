import type { Readable } from 'node:stream';

type Take = (bytes: Uint8Array) => boolean | Promise<boolean>;

interface Result {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Reads a body until its end, or until the taker has enough; never goes on while the taker is busy: the body then keeps what
 * comes, and lets the server wait once it has enough. A server that floods sends each token as a chunk of its own; those that
 * arrive together are taken together, and cost no event each.
 */
export class Reading {
  readonly #body: Readable;
  readonly #take: Take;
  readonly #result: Result;
  #isBusy = false;
  /** Nothing more will come. */
  #isOver = false;
  /** Nothing more will be taken. */
  #isDone = false;

  constructor(body: Readable, take: Take, result: Result) {
    this.#body = body;
    this.#take = take;
    this.#result = result;
    body.on('readable', this.#read);
  }

  /** Nothing more comes, whatever ended it; what has come is still taken. */
  end(): void {
    this.#isOver = true;
    this.#read();
  }

  #read = (): void => {
    if (this.#isBusy || this.#isDone) return;
    const bytes = this.#body.read() as Uint8Array | null;
    if (bytes !== null) this.#hand(bytes);
    else if (this.#isOver) this.#finish(() => this.#result.resolve());
  };

  #hand(bytes: Uint8Array): void {
    try {
      const more = this.#take(bytes);
      if (typeof more === 'boolean') this.#goOn(more);
      else this.#wait(more);
    } catch (error) {
      this.#fail(error);
    }
  }

  #wait(taken: Promise<boolean>): void {
    this.#isBusy = true;
    taken.then(
      (more) => {
        this.#isBusy = false;
        this.#goOn(more, { mayHaveMissed: true });
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #goOn(more: boolean, { mayHaveMissed = false } = {}): void {
    if (!more) this.#finish(() => this.#result.resolve());
    else if (mayHaveMissed || this.#isOver) this.#read();
  }

  #fail(error: unknown): void {
    this.#finish(() => this.#result.reject(error));
  }

  #finish(settle: () => void): void {
    this.#isDone = true;
    this.#body.off('readable', this.#read);
    settle();
  }
}
