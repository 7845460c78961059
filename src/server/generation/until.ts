import { ApiError } from '../../protocol/errors.ts';
import type { EventBody } from '../../protocol/events.ts';
import type { Scope } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';

/** What can end a wait for something else to be over. */
const endings: ReadonlySet<EventBody['type']> = new Set<EventBody['type']>([
  'answer-started',
  'answer-end',
  'message-withdrawn',
  'conversation-deleted',
]);

/** After so long a store that could not be read is looked at again: no end may come that would be a reason to. */
const lookAgainMs = 1000;

/**
 * Looks at the store now and after every end in the scope, until there is what is looked for.
 * `null`: the signal was aborted before.
 */
export async function untilFound<Found>(
  journal: Journal,
  scope: Scope,
  look: () => Promise<Found | null>,
  signal: AbortSignal,
): Promise<Found | null> {
  let changed = Promise.withResolvers<void>();
  let again: NodeJS.Timeout | undefined;
  const wake = (): void => changed.resolve();
  const later = (error: unknown): null => {
    if (!(error instanceof ApiError && error.retryable)) throw error;
    again = setTimeout(wake, lookAgainMs);
    return null;
  };
  // Before the store is looked at, so that no end can come in between.
  const unsubscribe = journal.viewers.subscribe(scope, (entries) => {
    if (entries.some(({ event }) => endings.has(event.type))) wake();
  });
  signal.addEventListener('abort', wake);
  try {
    while (!signal.aborted) {
      changed = Promise.withResolvers();
      const found = await look().catch(later);
      if (found !== null) return found;
      await changed.promise;
    }
    return null;
  } finally {
    unsubscribe();
    clearTimeout(again);
    signal.removeEventListener('abort', wake);
  }
}
