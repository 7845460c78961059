import type { Readable } from 'node:stream';

type Take = (bytes: Uint8Array) => boolean | Promise<boolean>;

interface Result {
  resolve(): void;
  reject(error: unknown): void;
}

/** Reads a body until its end, or until the taker has enough; never goes on while the taker is busy. */
export class Reading {
  readonly #body: Readable;
  readonly #take: Take;
  readonly #result: Result;
  #busy: Promise<void> | null = null;

  constructor(body: Readable, take: Take, result: Result) {
    this.#body = body;
    this.#take = take;
    this.#result = result;
    body.on('data', this.#read);
  }

  /** Nothing more comes; what was taken last may still be in work. */
  end(): void {
    this.#body.off('data', this.#read);
    if (this.#busy === null) this.#result.resolve();
    else void this.#busy.then(this.#result.resolve);
  }

  #read = (bytes: Uint8Array): void => {
    try {
      const more = this.#take(bytes);
      if (typeof more === 'boolean') this.#goOn(more);
      else this.#wait(more);
    } catch (error) {
      this.#fail(error);
    }
  };

  #wait(taken: Promise<boolean>): void {
    this.#body.pause();
    this.#busy = taken.then(
      (more) => {
        this.#busy = null;
        this.#goOn(more);
        if (more) this.#body.resume();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #goOn(more: boolean): void {
    if (more) return;
    this.#body.pause();
    this.end();
  }

  #fail(error: unknown): void {
    this.#body.off('data', this.#read);
    this.#body.pause();
    this.#result.reject(error);
  }
}
