/** An answer that waits. */
interface Waiting {
  user: string;
  conversationId: string;
  answerId: string;
}

/** How many answers of one person may be written at a time; the others wait in the order they came. */
export class Places {
  readonly #perUser: number;
  readonly #taken = new Map<string, number>();
  readonly #waiting = new Map<string, { of: Waiting; start: () => void }[]>();
  #closed = false;

  constructor(perUser: number) {
    this.#perUser = perUser;
  }

  /** Takes a place if one is free. Whoever has one gives it back with `release`. */
  take(user: string): boolean {
    const taken = this.#taken.get(user) ?? 0;
    if (taken >= this.#perUser) return false;
    this.#taken.set(user, taken + 1);
    return true;
  }

  /** Calls `start` as soon as there is a place, which is then its own. */
  wait(of: Waiting, start: () => void): void {
    const { user } = of;
    if (this.#closed) return;
    if (this.take(user)) return start();
    const waiting = this.#waiting.get(user) ?? [];
    this.#waiting.set(user, waiting);
    waiting.push({ of, start });
  }

  /** What waits no more keeps nothing: somebody who asks and stops all day must not fill the memory. */
  forget(user: string, isOver: (of: Waiting) => boolean): void {
    const left = this.#waiting.get(user)?.filter(({ of }) => !isOver(of));
    if (left) this.#waiting.set(user, left);
  }

  release(user: string): void {
    const next = this.#closed ? undefined : this.#waiting.get(user)?.shift();
    // The place goes straight to whoever waits.
    if (next) return next.start();
    this.#waiting.delete(user);
    const left = (this.#taken.get(user) ?? 0) - 1;
    if (left > 0) this.#taken.set(user, left);
    else this.#taken.delete(user);
  }

  /** Nobody's turn comes any more. */
  close(): void {
    this.#closed = true;
  }
}
