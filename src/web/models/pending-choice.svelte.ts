interface Pending<Value> {
  /** Of which conversation. */
  of: string | null;
  value: Value;
  /** What was stored when it was last looked at: anything else is newer than the choice. */
  instead: Value;
  sending: boolean;
}

/** A choice that is stored on the server: what is chosen here shows at once, until the server's own word comes. */
export class PendingChoice<Value> {
  readonly #of: () => string | null;
  readonly #stored: () => Value;
  #pending = $state.raw<Pending<Value>>();

  /** `of`: the conversation that is open; `stored`: what is known to be stored. */
  constructor(of: () => string | null, stored: () => Value) {
    this.#of = of;
    this.#stored = stored;
  }

  get value(): Value {
    const pending = this.#pending;
    const stored = this.#stored();
    if (pending?.of !== this.#of()) return stored;
    return pending.sending || isSame(pending.instead, stored) ? pending.value : stored;
  }

  /** `store` says whether it went well; otherwise what is stored is shown again. */
  async choose(value: Value, store: () => Promise<boolean>): Promise<void> {
    const pending = { of: this.#of(), value, instead: this.#stored(), sending: true };
    this.#pending = pending;
    const isStored = await store();
    if (this.#pending !== pending) return;
    const stored = this.#stored();
    const isKnown = !isStored || isSame(stored, value);
    this.#pending = isKnown ? undefined : { ...pending, instead: stored, sending: false };
  }
}

/** As JSON says it: whether it came from here or from the server. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
