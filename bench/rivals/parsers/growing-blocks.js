/** The way of many pages: what stands before the last block is finished, and what comes is parsed together with that one. */
export class GrowingBlocks {
  #blocksOf;
  #finished = [];
  #open = [];
  #tail = '';

  /** @param {(text: string) => {start: number, block: unknown}[]} blocksOf `start`: in UTF-16 units */
  constructor(blocksOf) {
    this.#blocksOf = blocksOf;
  }

  append(piece) {
    this.#tail += piece;
    this.#open = this.#blocksOf(this.#tail);
    const lastLine = this.#tail.lastIndexOf('\n') + 1;
    const last = this.#open.findLastIndex(({ start }) => start < lastLine);
    if (last <= 0) return;
    for (const { block } of this.#open.slice(0, last)) this.#finished.push(block);
    const end = this.#open[last].start;
    this.#tail = this.#tail.slice(end);
    this.#open = this.#open.slice(last).map(({ start, block }) => ({ start: start - end, block }));
  }

  end() {
    return [...this.#finished, ...this.#open.map(({ block }) => block)];
  }
}
