/** Where, in a run of characters, the square brackets are closed that were opened before a place. Each is looked at once. */
export class BracketEnds {
  readonly #places: number[] = [];
  /** For each bracket: which one first closes more than was opened from there on; as many as there are: none. */
  readonly #closers: number[] = [];

  /** Of `source` from `from` to `end`. */
  constructor(source: string, from: number, end: number) {
    const depths = [0];
    for (let at = from; at < end; at++) {
      const code = source.charCodeAt(at);
      if (code !== 0x5b && code !== 0x5d) continue;
      this.#places.push(at);
      depths.push(depths.at(-1)! + (code === 0x5b ? 1 : -1));
    }
    const count = this.#places.length;
    /** Brackets whose depth nothing further left is known to fall below, the nearest last. */
    const lower: number[] = [];
    for (let index = count - 1; index >= 0; index--) {
      while (lower.length > 0 && depths[lower.at(-1)! + 1]! >= depths[index + 1]!) lower.pop();
      lower.push(index);
      this.#closers[index] =
        depths[index + 1]! < depths[index]! ? index : (this.#below(lower, depths, depths[index]!) ?? count);
    }
  }

  /** The first `]` from `at` on whose `[` stands before `at`, or nowhere; Infinity: there is none. */
  after(at: number): number {
    const index = this.#firstFrom(at);
    return this.#places[this.#closers[index] ?? this.#places.length] ?? Infinity;
  }

  /** Depths fall strictly from the end of the stack to its beginning. */
  #below(lower: readonly number[], depths: readonly number[], depth: number): number | undefined {
    let [low, high] = [0, lower.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (depths[lower[middle]! + 1]! < depth) low = middle + 1;
      else high = middle;
    }
    return lower[low - 1];
  }

  #firstFrom(at: number): number {
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#places[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
