import type { Kysely } from 'kysely';
import type { NoticeCode } from '../../protocol/notice.ts';
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
  /**
   * Resolves once all of it is durable. Throws `StorageError`: then nothing of it is stored, or, where its `outcome` is
   * `unknown`, only `resolve` can tell, which has to be asked before anything else. One at a time.
   */
  commit(items: CommitItem[], now: number): Promise<BatchResult>;
  /**
   * After a commit whose outcome is unknown: opens the database anew and reads there whether the batch went in. `null`:
   * nothing of it did. Throws `StorageError` while that cannot be read.
   */
  resolve(): Promise<BatchResult | null>;
  close(): Promise<void>;
}

const sqliteFull = 13;
const sqliteCorrupt = 11;

/**
 * SQLITE_BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL and NOTADB: the trouble of the disk, the
 * file or the machine. Whatever else SQLite says is about the one statement.
 */
const ofTheStorage: readonly number[] = [5, 6, 7, 8, 10, sqliteCorrupt, sqliteFull, 14, 15, 26];

/** Whether an (extended) result code of SQLite is about the storage; the low byte is the primary code. */
export function isStorageErrcode(errcode: number | null | undefined): boolean {
  return typeof errcode === 'number' && ofTheStorage.includes(errcode & 0xff);
}

export function isFullErrcode(errcode: number | null | undefined): boolean {
  return typeof errcode === 'number' && (errcode & 0xff) === sqliteFull;
}

interface StorageErrorOptions extends ErrorOptions {
  /** Whether the batch may have gone in all the same. */
  outcome?: 'nothing' | 'unknown';
}

/** The disk or the database failed, not the request. */
export class StorageError extends Error {
  /** SQLite's (extended) result code. */
  readonly errcode: number | null;
  readonly outcome: 'nothing' | 'unknown';

  constructor(
    message: string,
    errcode: number | null,
    { outcome = 'nothing', ...options }: StorageErrorOptions = {},
  ) {
    super(message, options);
    this.name = 'StorageError';
    this.errcode = errcode;
    this.outcome = outcome;
  }

  /** What a client is told. */
  get code(): NoticeCode {
    return isFullErrcode(this.errcode) ? 'disk_full' : 'storage_failing';
  }
}

/** The database file is damaged. It is left as it is: whatever were written to it could make it worse. */
export class StoreDamagedError extends StorageError {
  readonly file: string;
  /** What SQLite or our own check found. */
  readonly finding: string;

  constructor(file: string, finding: string) {
    super(`the database ${file} is damaged: ${finding}`, sqliteCorrupt);
    this.name = 'StoreDamagedError';
    this.file = file;
    this.finding = finding;
  }
}

/** A newer Inkstone has written this store; it is left as it is. */
export class StoreTooNewError extends Error {
  constructor() {
    super('the store was written by a newer version of Inkstone');
    this.name = 'StoreTooNewError';
  }
}
