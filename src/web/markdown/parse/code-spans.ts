/** The runs of backticks in a text, by their length; asked from left to right. */
export class BacktickRuns {
  #runs: Map<number, number[]> | null = null;
  readonly #next = new Map<number, number>();
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  /** Where the first run of `length` backticks from `place` on begins, -1 if there is none. */
  find(length: number, place: number): number {
    this.#runs ??= runsOf(this.#source);
    const runs = this.#runs.get(length) ?? [];
    let index = this.#next.get(length) ?? 0;
    while (index < runs.length && runs[index]! < place) index++;
    this.#next.set(length, index);
    return runs[index] ?? -1;
  }
}

function runsOf(source: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const { 0: run, index } of source.matchAll(/`+/g)) {
    const places = runs.get(run.length);
    if (places) places.push(index);
    else runs.set(run.length, [index]);
  }
  return runs;
}

/** What a code span says (CommonMark 6.1). */
export function codeOf(content: string): string {
  const line = content.replaceAll('\n', ' ');
  const isPadded = line.startsWith(' ') && line.endsWith(' ') && /[^ ]/.test(line);
  return isPadded ? line.slice(1, -1) : line;
}
