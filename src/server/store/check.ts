import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { migrationNames } from './migrations/index.ts';
import { openFixedSqliteFile, openSqliteFile } from './sqlite-file.ts';

/** What a store holds, for a person to recognise it by. */
export interface StoreFacts {
  epoch: string;
  /** The last migration that it has seen. */
  schema: string;
  conversations: number;
  messages: number;
}

/**
 * Why a file is of no use as a store: none of ours, of a newer Inkstone, not as it was written, or still `empty`, as a first
 * start leaves it that was killed, or met a full disk.
 */
export type StoreFault = 'not-a-store' | 'too-new' | 'damaged' | 'empty';

/** A file that is of no use as a store. */
export class StoreFaultError extends Error {
  readonly file: string;
  readonly fault: StoreFault;
  /** What SQLite found. */
  readonly detail: string;

  constructor(file: string, fault: StoreFault, detail: string, options?: ErrorOptions) {
    super(`${file}: ${fault}: ${detail}`, options);
    this.name = 'StoreFaultError';
    this.file = file;
    this.fault = fault;
    this.detail = detail;
  }

  /** The same of another file. */
  of(file: string): StoreFaultError {
    return new StoreFaultError(file, this.fault, this.detail, { cause: this });
  }
}

/** Opens a store only to look at it, and closes it whatever comes. Throws `StoreFaultError` for what SQLite cannot read. */
export async function withStoreFile<T>(file: string, look: (db: DatabaseSync) => T | Promise<T>): Promise<T> {
  let db: DatabaseSync | undefined;
  try {
    db = isFixed(file) ? openFixedSqliteFile(file) : openSqliteFile(file, { readOnly: true });
    return await look(db);
  } catch (error) {
    throw faultOf(file, error);
  } finally {
    db?.close();
  }
}

/** A store from which the disk, or the rights of this user, keep every writer: one that is in use has a log beside it. */
function isFixed(file: string): boolean {
  if (existsSync(`${file}-wal`)) return false;
  try {
    accessSync(dirname(file), constants.W_OK);
    return false;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return true;
    throw error;
  }
}

const sqliteCorrupt = 11;
/** No database at all, or one without our tables. */
const sqliteNotOurs = [26, 1];

function faultOf(file: string, error: unknown): unknown {
  const { errcode, message } = error as { errcode?: number; message: string };
  const code = (errcode ?? 0) & 0xff;
  if (sqliteNotOurs.includes(code))
    return new StoreFaultError(file, 'not-a-store', message, { cause: error });
  return code === sqliteCorrupt ? new StoreFaultError(file, 'damaged', message, { cause: error }) : error;
}

/** Reads every page: takes a second or so for a gigabyte. Throws `StoreFaultError`. */
export function checkStore(file: string): Promise<StoreFacts> {
  return withStoreFile(file, (db) => {
    const facts = readFacts(db, file);
    refuseDamage(db, file);
    return facts;
  });
}

function refuseDamage(db: DatabaseSync, file: string): void {
  const [found] = db.prepare('PRAGMA integrity_check(1)').all() as { integrity_check: string }[];
  const said = found?.integrity_check ?? 'no answer';
  // The first of several lines only names the database.
  if (said !== 'ok') throw new StoreFaultError(file, 'damaged', said.split('\n').at(-1)!);
  const [orphan] = db.prepare('PRAGMA foreign_key_check').all() as { table: string; parent: string }[];
  if (orphan) {
    throw new StoreFaultError(file, 'damaged', `a row of ${orphan.table} without its ${orphan.parent}`);
  }
}

/** What the store says of itself. Throws `StoreFaultError` if it is none, or of a newer Inkstone. */
export function readFacts(db: DatabaseSync, file: string): StoreFacts {
  const executed = executedMigrations(db);
  const schema = executed.at(-1);
  if (schema === undefined) {
    const fault = countOf(db, 'sqlite_schema') === 0 ? 'empty' : 'not-a-store';
    throw new StoreFaultError(file, fault, 'it has none of the tables');
  }
  const unknown = executed.find((name) => !migrationNames.includes(name));
  if (unknown !== undefined) throw new StoreFaultError(file, 'too-new', unknown);
  const [epoch] = db.prepare("SELECT value FROM meta WHERE key = 'epoch'").all() as { value: string }[];
  return {
    epoch: epoch?.value ?? '',
    schema,
    conversations: countOf(db, 'conversation WHERE deleted_at IS NULL'),
    messages: countOf(db, 'message'),
  };
}

/** The names of the migrations that a store has seen, in their order; none where nothing has ever been stored. */
export function executedMigrations(db: DatabaseSync): string[] {
  const has = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'kysely_migration'").get();
  if (has === undefined) return [];
  const rows = db.prepare('SELECT name FROM kysely_migration ORDER BY name').all() as { name: string }[];
  return rows.map(({ name }) => name);
}

function countOf(db: DatabaseSync, what: string): number {
  return (db.prepare(`SELECT count(*) AS count FROM ${what}`).get() as { count: number }).count;
}
