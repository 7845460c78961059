/** Longer than the last events of any server: a finish reason, the usage, the mark of the end. */
const keptBytes = 8 * 1024;

const [newline, carriageReturn, bracket] = [0x0a, 0x0d, 0x5d];

/** The end of a stream of completions, from which shows whether it came to its end. Nothing of it is parsed before that. */
export class StreamTail {
  #chunks: Uint8Array[] = [];
  #size = 0;

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    while (this.#size - this.#chunks[0]!.length >= keptBytes) this.#size -= this.#chunks.shift()!.length;
  }

  /** The mark of the end, which OpenAI's clients wait for, is there: a server may hold the connection open after it. */
  get endsWithMark(): boolean {
    return this.#lastByte === bracket && /(^|[\r\n])data:\s*\[DONE\]\s*$/.test(this.#text);
  }

  /** Nothing more is to come: a finish reason was given, or an error, or the mark of the end. */
  get isWhole(): boolean {
    return this.endsWithMark || /"finish_reason"\s*:\s*"|"error"\s*:\s*[{"]/.test(this.#text);
  }

  /** Line ends set aside. Most reads end with a brace, and then no more of them is looked at. */
  get #lastByte(): number | undefined {
    const bytes = this.#chunks.at(-1) ?? new Uint8Array();
    let at = bytes.length - 1;
    while (bytes[at] === newline || bytes[at] === carriageReturn) at--;
    return bytes[at];
  }

  get #text(): string {
    return Buffer.concat(this.#chunks, this.#size).toString('latin1');
  }
}
