import type { Entry, Scope } from './entry.ts';

export type OnEntries = (entries: readonly Entry[]) => void;

type Group = Set<OnEntries>;

/**
 * Who reads along. Each viewer is called once a tick, with what it may see; viewers of one scope get the very same
 * array, one after the other, so that what they make of it can be made once.
 */
export class Viewers {
  /** For each person those who read everything, under `null`, and those who read one conversation. */
  readonly #people = new Map<string, Map<string | null, Group>>();
  readonly #onError: (error: unknown) => void;

  /** `onError`: a viewer that throws is a bug of its own, and must not keep anything from the others. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  subscribe({ user, conversationId: of }: Scope, onEntries: OnEntries): () => void {
    const conversationId = of ?? null;
    const person = this.#people.get(user) ?? new Map<string | null, Group>();
    const group = person.get(conversationId) ?? new Set();
    this.#people.set(user, person.set(conversationId, group.add(onEntries)));
    return () => {
      group.delete(onEntries);
      if (group.size === 0 && person.get(conversationId) === group) person.delete(conversationId);
      if (person.size === 0 && this.#people.get(user) === person) this.#people.delete(user);
    };
  }

  show(entries: readonly Entry[]): void {
    for (const [group, visible] of this.#visible(entries)) {
      for (const onEntries of group) this.#call(onEntries, visible);
    }
  }

  #call(onEntries: OnEntries, visible: readonly Entry[]): void {
    try {
      onEntries(visible);
    } catch (error) {
      this.#onError(error);
    }
  }

  /** What of it each group may see, without those that may see nothing. */
  #visible(entries: readonly Entry[]): Map<Group, Entry[]> {
    const visible = new Map<Group, Entry[]>();
    for (const entry of entries) {
      const person = this.#people.get(entry.user);
      addFor(person?.get(null), entry, visible);
      if (entry.conversationId !== null) addFor(person?.get(entry.conversationId), entry, visible);
    }
    return visible;
  }
}

function addFor(group: Group | undefined, entry: Entry, visible: Map<Group, Entry[]>): void {
  if (!group) return;
  const known = visible.get(group);
  if (known) known.push(entry);
  else visible.set(group, [entry]);
}
