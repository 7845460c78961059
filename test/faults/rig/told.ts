/** What a server had told the world by a moment, read off the bytes that it sent. */
export class Told {
  /** The newest event that was told of, be it by the event or by an offset at or after it. */
  seq = 0;
  /** Those of the questions that anybody heard of: a reply or an event named them. */
  readonly questions = new Set<string>();
  readonly #asked: readonly string[];

  /** `asked`: the ids of the questions that were asked. */
  constructor(asked: readonly string[]) {
    this.#asked = asked;
  }

  /** Whether anything of it was new. */
  hear(bytes: Buffer): boolean {
    const before = `${this.seq} ${this.questions.size}`;
    const text = bytes.toString();
    for (const [, seq] of text.matchAll(/"seq":(\d+)/g)) this.#reach(Number(seq));
    // `epoch-seq`
    for (const [, seq] of text.matchAll(/[0-9a-z]{4,32}-(\d{16})"/g)) this.#reach(Number(seq));
    for (const id of this.#asked) if (text.includes(id)) this.questions.add(id);
    return before !== `${this.seq} ${this.questions.size}`;
  }

  #reach(seq: number): void {
    this.seq = Math.max(this.seq, seq);
  }
}
