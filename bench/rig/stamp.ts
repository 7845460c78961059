// Each token says when it was written, so that whoever reads it knows how long it was under way: `~` and microseconds
// of the machine's own clock, which all processes share.
const mark = 0x7e;
const digits = 6;
const cycle = 36 ** digits;

export const nowMicros = (): number => Number(process.hrtime.bigint() / 1000n) % cycle;

export function stamp(micros: number): string {
  return `~${micros.toString(36).padStart(digits, '0')}`;
}

/** Finds the stamps in what arrives, however it is cut. */
export class StampScanner {
  readonly #onStamp: (micros: number) => void;
  #rest = Buffer.alloc(0);

  constructor(onStamp: (micros: number) => void) {
    this.#onStamp = onStamp;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = bytes.indexOf(mark);
    while (at !== -1 && at + digits < bytes.length) {
      this.#onStamp(parseInt(bytes.toString('latin1', at + 1, at + 1 + digits), 36));
      at = bytes.indexOf(mark, at + 1 + digits);
    }
    this.#rest = at === -1 ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
  }
}

/** From one stamp to another, across the moment at which they begin again. */
export const microsBetween = (from: number, to: number): number => (to - from + cycle) % cycle;
