import { sql } from 'kysely';

/**
 * Whether an answer is being written or waits for its turn. In literals, as in the partial index on just these rows:
 * with parameters SQLite could not know that they are the same, and would look at every message.
 */
export const isLiveRow = sql<boolean>`message.status in ('queued', 'running')`;
