import type { Kysely } from 'kysely';
import type { BatchResult, CommitItem } from './batch.ts';
import type { Database } from './schema.ts';

/** The database as the server sees it: reads through Kysely, writes only as batches. */
export interface Store {
  /** For reading only; a transaction is one consistent view. */
  readonly read: Kysely<Database>;
  /** Names this store's order of commits. */
  readonly epoch: string;
  /** The last seq that was committed when the store was opened. */
  readonly lastSeq: number;
  /** Resolves once all of it is durable; throws `StorageError`, then nothing of it is. One at a time. */
  commit(items: CommitItem[], now: number): Promise<BatchResult>;
  close(): Promise<void>;
}

const sqliteFull = 13;

/** The disk or the database failed, not the request. */
export class StorageError extends Error {
  /** SQLite's (extended) result code. */
  readonly errcode: number | null;

  constructor(message: string, errcode: number | null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
    this.errcode = errcode;
  }

  get diskFull(): boolean {
    return this.errcode !== null && (this.errcode & 0xff) === sqliteFull;
  }
}

/** A newer Inkstone has written this store; it is left as it is. */
export class StoreTooNewError extends Error {
  constructor() {
    super('the store was written by a newer version of Inkstone');
    this.name = 'StoreTooNewError';
  }
}
