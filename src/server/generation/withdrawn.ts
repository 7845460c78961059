/** More than can be under way at once: what is older has arrived or never will. */
const atMost = 10_000;

/**
 * The questions that were taken back since the start of the server, also those that it has not seen: a request that was
 * given up by its sender may still be on its way. One to a server that is gone never arrives.
 */
export class Withdrawn {
  readonly #ids = new Set<string>();

  add(user: string, messageId: string): void {
    this.#ids.add(keyOf(user, messageId));
    for (const oldest of this.#ids) {
      if (this.#ids.size <= atMost) return;
      this.#ids.delete(oldest);
    }
  }

  delete(user: string, messageId: string): void {
    this.#ids.delete(keyOf(user, messageId));
  }

  has(user: string, messageId: string): boolean {
    return this.#ids.has(keyOf(user, messageId));
  }
}

const keyOf = (user: string, messageId: string): string => `${user} ${messageId}`;
