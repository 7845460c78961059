import { StorageError, type Store } from '../../src/server/store/store.ts';

/** SQLITE_FULL */
const full = 13;

/**
 * A disk that is full as long as a test says so, under a real store. (What SQLite itself does on a disk without space,
 * `batch.test.ts` and `test/api/disk.test.ts` see to.)
 */
export class FailingDisk {
  isFull = false;
  refusals = 0;
  /** Called while a commit is under way that will be refused. */
  meanwhile = (): void => undefined;

  under(store: Store): Store {
    return {
      ...store,
      commit: (items, now) => {
        if (!this.isFull) return store.commit(items, now);
        this.refusals++;
        this.meanwhile();
        return Promise.reject(new StorageError('database or disk is full', full));
      },
    };
  }
}
