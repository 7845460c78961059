const kept = 8192;

/** The last few thousand characters of a stream, for what is wrong with its end. Appending costs nothing: strings are joined when asked for. */
export class RecentText {
  #older = '';
  #newer = '';

  push(text: string): void {
    this.#newer += text;
    if (this.#newer.length < kept) return;
    this.#older = this.#newer;
    this.#newer = '';
  }

  lastLine(): string {
    const lines = (this.#older + this.#newer).trimEnd().split(/[\r\n]+/);
    return (lines.at(-1) ?? '').slice(0, kept);
  }
}
