/** Where it is kept: null or empty if nothing is there. */
type Texts = Pick<Storage, 'getItem' | 'setItem'>;

const storageKey = 'inkstone.thinking';

/** More conversations than anybody goes back to; older ones take the last choice. */
const keptAtMost = 200;

/** Whether thinking was switched on, for each conversation and (under `''`) the last time of all. */
export function recallThinking(storage: Texts, conversationId: string | null): boolean {
  const kept = read(storage);
  return kept.get(conversationId ?? '') ?? kept.get('') ?? false;
}

export function keepThinking(storage: Texts, conversationId: string | null, thinking: boolean): void {
  const kept = read(storage);
  for (const id of [conversationId ?? '', '']) {
    kept.delete(id);
    kept.set(id, thinking);
  }
  storage.setItem(storageKey, JSON.stringify([...kept].slice(-keptAtMost)));
}

function read(storage: Texts): Map<string, boolean> {
  const text = storage.getItem(storageKey);
  if (!text) return new Map();
  try {
    return new Map(JSON.parse(text) as [string, boolean][]);
  } catch (error) {
    // Somebody else wrote it. It is a small convenience, and is begun anew.
    if (error instanceof SyntaxError || error instanceof TypeError) return new Map();
    throw error;
  }
}
