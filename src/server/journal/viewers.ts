import type { Entry, Scope } from './entry.ts';

export type OnEntries = (entries: readonly Entry[]) => void;

/**
 * Who reads along. Each viewer is called once a tick, with what it may see; viewers of one scope get the very same
 * array, so that what they make of it can be made once.
 */
export class Viewers {
  readonly #people = new Map<string, Set<OnEntries>>();
  readonly #conversations = new Map<string, Set<OnEntries>>();

  subscribe(scope: Scope, onEntries: OnEntries): () => void {
    const viewers = this.#groupOf(scope);
    const key = keyOf(scope);
    const group = viewers.get(key) ?? new Set();
    viewers.set(key, group.add(onEntries));
    return () => {
      group.delete(onEntries);
      if (group.size === 0 && viewers.get(key) === group) viewers.delete(key);
    };
  }

  show(entries: readonly Entry[]): void {
    if (this.#people.size > 0) showBy(this.#people, entries, ({ user }) => keyOf({ user }));
    if (this.#conversations.size > 0) {
      showBy(this.#conversations, entries, ({ user, conversationId }) =>
        conversationId === null ? null : keyOf({ user, conversationId }),
      );
    }
  }

  #groupOf({ conversationId }: Scope): Map<string, Set<OnEntries>> {
    return conversationId === undefined ? this.#people : this.#conversations;
  }
}

const keyOf = ({ user, conversationId }: Scope): string =>
  conversationId === undefined ? user : `${user}\n${conversationId}`;

function showBy(
  viewers: ReadonlyMap<string, ReadonlySet<OnEntries>>,
  entries: readonly Entry[],
  key: (entry: Entry) => string | null,
): void {
  for (const [of, visible] of Map.groupBy(entries, key)) {
    if (of === null) continue;
    for (const onEntries of viewers.get(of) ?? []) onEntries(visible);
  }
}
