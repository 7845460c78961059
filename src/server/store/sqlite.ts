import { join } from 'node:path';
import { Commits } from './sqlite-commits.ts';
import { openReaders } from './sqlite-pool.ts';
import type { Store } from './store.ts';

export const mostReaders = 2;

/**
 * The embedded store: `inkstone.db` in the data folder, migrated, with one writer thread and a few readers.
 * Throws `StorageError`, `StoreDamagedError`, `StoreTooNewError`.
 */
export async function openSqliteStore(dataDir: string): Promise<Store> {
  const file = join(dataDir, 'inkstone.db');
  const readers = openReaders(file, mostReaders);
  try {
    return storeOf(await Commits.open(file), readers);
  } catch (error) {
    await readers.close();
    throw error;
  }
}

function storeOf(commits: Commits, readers: ReturnType<typeof openReaders>): Store {
  return {
    read: readers.db,
    epoch: commits.epoch,
    lastSeq: commits.lastSeq,
    commit: (items, now) => commits.commit(items, now),
    resolve: () => commits.resolve(),
    async close() {
      await readers.close();
      await commits.close();
    },
  };
}
