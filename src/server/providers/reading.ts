import type { Readable } from 'node:stream';

type Take = (bytes: Uint8Array) => boolean | Promise<boolean>;

interface Result {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Reads a body until its end, or until the taker has enough; never goes on while the taker is busy. A server that floods sends
 * each token as a chunk of its own: those that arrive together are taken together, which costs the server a quarter less.
 */
export class Reading {
  readonly #body: Readable;
  readonly #take: Take;
  readonly #result: Result;
  #arrived: Uint8Array[] = [];
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

  /** All chunks of one read from the network come one after the other; what ends a body is told in a later tick. */
  #read = (bytes: Uint8Array): void => {
    this.#arrived.push(bytes);
    if (this.#arrived.length === 1) process.nextTick(this.#takeArrived);
  };

  #takeArrived = (): void => {
    const arrived = this.#arrived;
    this.#arrived = [];
    try {
      const more = this.#take(arrived.length === 1 ? arrived[0]! : Buffer.concat(arrived));
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
