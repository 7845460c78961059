import type { Logger } from '../logger.ts';
import type { Journal } from './journal.ts';
import { tailLimits } from './tail.ts';

/** How long a deleted conversation can be restored. */
export const restorableMs = 60 * 60_000;

const everyMs = 30_000;
const purgedAtOnce = 20;

/** Keeps the journal short and removes for good what was deleted an hour ago. Returns what stops it. */
export function keepTidy(
  journal: Journal,
  { logger, now = Date.now }: { logger: Logger; now?: () => number },
): () => void {
  const timer = setInterval(() => {
    tidy(journal, now()).catch((error: unknown) => logger.error('tidying-failed', { error }));
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

export async function tidy(journal: Journal, now: number): Promise<void> {
  journal.tail.trim(now);
  await journal.write(everybody, 'pruneJournal', { before: now - tailLimits.ageMs });
  while (
    (await journal.write(everybody, 'purgeDeleted', { before: now - restorableMs, limit: purgedAtOnce })) ===
    purgedAtOnce
  );
}

/** These writes are nobody's own: they make no events. */
const everybody = '';
