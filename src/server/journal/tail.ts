import type { StoredTick } from '../store/journal.ts';
import { type Entry, entryOf, type Scope } from './entry.ts';

export const tailLimits = { ageMs: 2 * 60_000, chars: 4 * 1024 * 1024 };
const markEveryMs = 5_000;

export interface TailRead {
  entries: Entry[];
  /** Everything of the scope up to this seq has been read. */
  upTo: number;
}

/**
 * The last minutes of what was committed, for those whose line broke: bounded in age and size for each person, so
 * that one busy person does not push out another's. Who comes back later takes the state again.
 */
export class Tail {
  readonly #people = new Map<string, PersonTail>();
  /** Everything at or before this seq was never in memory. */
  readonly #base: number;
  #lastSeq: number;
  /** Now and then: how far the tail was, and when. */
  readonly #marks: { at: number; seq: number }[];
  #oldSeq = 0;

  /**
   * From the journal's rows, as read at the start. `lastSeq`: the last that is committed. All times here are of a clock
   * that never steps; nobody knows by it how old those rows are, so they count as of `openedMs`.
   */
  constructor(ticks: readonly StoredTick[], lastSeq: number, openedMs: number) {
    this.#base = ticks[0] ? ticks[0].firstSeq - 1 : lastSeq;
    this.#lastSeq = lastSeq;
    this.#marks = [{ at: openedMs, seq: lastSeq }];
    for (const { entries } of ticks) {
      this.append(
        entries.map(([user, event]) => entryOf(user, event, JSON.stringify(event))),
        openedMs,
      );
    }
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  append(entries: readonly Entry[], at: number): void {
    for (const entry of entries) this.#personOf(entry.user).append(entry, at);
    this.#lastSeq = Math.max(this.#lastSeq, entries.at(-1)?.seq ?? 0);
    if (at >= (this.#marks.at(-1)?.at ?? -Infinity) + markEveryMs)
      this.#marks.push({ at, seq: this.#lastSeq });
  }

  /** The place after which everything of a person is still here. */
  keptAfter({ user }: Scope): number {
    return this.#people.get(user)?.droppedUpTo ?? this.#base;
  }

  /**
   * What came after `afterSeq`; `gone` if part of it is no longer here, or `afterSeq` is ahead of all that is committed:
   * whoever names such a place had it from a store that knew more than this one does.
   */
  read({ user, conversationId }: Scope, afterSeq: number): TailRead | 'gone' {
    if (afterSeq > this.#lastSeq || afterSeq < this.keptAfter({ user })) return 'gone';
    const entries = this.#people.get(user)?.after(afterSeq) ?? [];
    const visible =
      conversationId === undefined
        ? entries
        : entries.filter((entry) => entry.conversationId === conversationId);
    return { entries: visible, upTo: this.#lastSeq };
  }

  /** Lets go of what is too old, also of people to whom nothing happens any more. Returns up to which seq all is. */
  trim(at: number): number {
    for (const person of this.#people.values()) person.trim(at);
    while (this.#marks[0] && this.#marks[0].at < at - tailLimits.ageMs)
      this.#oldSeq = this.#marks.shift()!.seq;
    return this.#oldSeq;
  }

  #personOf(user: string): PersonTail {
    const known = this.#people.get(user);
    if (known) return known;
    const person = new PersonTail(this.#base);
    this.#people.set(user, person);
    return person;
  }
}

class PersonTail {
  /** The seq of the last entry that is not here any more. */
  droppedUpTo: number;
  #kept: Entry[] = [];
  /** When each of them came: beside them, since an object around each entry would be one more to collect for each token. */
  #times: number[] = [];
  /** How many at the front of `#kept` are dropped already: the array is cut in large steps only. */
  #dropped = 0;
  #chars = 0;

  constructor(base: number) {
    this.droppedUpTo = base;
  }

  append(entry: Entry, at: number): void {
    this.#kept.push(entry);
    this.#times.push(at);
    this.#chars += entry.json.length;
    this.trim(at);
  }

  after(seq: number): Entry[] {
    return this.#kept.slice(this.#firstAfter(seq));
  }

  trim(at: number): void {
    while (this.#dropped < this.#kept.length && this.#isOver(at)) this.#drop();
    if (this.#dropped < 1024 && this.#dropped < this.#kept.length) return;
    this.#kept = this.#kept.slice(this.#dropped);
    this.#times = this.#times.slice(this.#dropped);
    this.#dropped = 0;
  }

  #isOver(at: number): boolean {
    return this.#chars > tailLimits.chars || this.#times[this.#dropped]! < at - tailLimits.ageMs;
  }

  #drop(): void {
    const entry = this.#kept[this.#dropped]!;
    this.#chars -= entry.json.length;
    this.droppedUpTo = entry.seq;
    this.#dropped++;
  }

  #firstAfter(seq: number): number {
    let low = this.#dropped;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#kept[middle]!.seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
