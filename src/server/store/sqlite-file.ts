import { pathToFileURL } from 'node:url';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, SqliteAdapter, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import type { Database } from './schema.ts';

/** Earlier WAL code could corrupt a database that several connections write and checkpoint. */
const oldestVersion = [3, 51, 3];

/** For how long somebody else who writes to the file is waited for: a backup, or a person with a tool. */
const busyTimeoutMs = 15_000;

/** Twice what the write-ahead log grows to by itself before SQLite begins it anew. */
const logLimitBytes = 8 * 1024 * 1024;

/**
 * Opens the store's file with the settings that make a commit survive a power cut. Only inside the store's own threads.
 * `mustExist`: a file that is no longer there is an error, and not made anew.
 */
export function openSqliteFile(file: string, { readOnly = false, mustExist = false } = {}): DatabaseSync {
  return openWithSettings(mustExist ? withParameter(file, 'mode', 'rw') : file, readOnly);
}

/** Opens a file that nobody can write to now. Without being told so, SQLite wants to make a log beside it before it reads. */
export function openFixedSqliteFile(file: string): DatabaseSync {
  return openWithSettings(withParameter(file, 'immutable', '1'), true);
}

function openWithSettings(place: string | URL, readOnly: boolean): DatabaseSync {
  const db = new DatabaseSync(place, { readOnly, timeout: busyTimeoutMs });
  refuseOldSqlite(db);
  if (!readOnly) db.exec('PRAGMA journal_mode = WAL');
  db.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = MEMORY;
    -- While somebody reads for long the log cannot begin anew, and the file would stay as long as it once had to be.
    PRAGMA journal_size_limit = ${logLimitBytes};
  `);
  return db;
}

function withParameter(file: string, name: string, value: string): URL {
  const url = pathToFileURL(file);
  url.searchParams.set(name, value);
  return url;
}

function refuseOldSqlite(db: DatabaseSync): void {
  const { version } = db.prepare('select sqlite_version() as version').get() as { version: string };
  const parts = version.split('.').map(Number);
  const index = oldestVersion.findIndex((part, at) => parts[at] !== part);
  if (index >= 0 && (parts[index] ?? 0) < oldestVersion[index]!) {
    throw new Error(`SQLite ${version} is too old: ${oldestVersion.join('.')} or newer is needed`);
  }
}

/** Kysely over a file that is open in this very thread. */
export function kyselyOf(db: DatabaseSync): Kysely<Database> {
  const dialect = new SqliteDialect({ database: asSqliteDatabase(db) });
  dialect.createAdapter = () => new TransactionalAdapter();
  return new Kysely<Database>({ dialect });
}

/**
 * Kysely takes it that SQLite's schema is not changed within transactions. It can be, and it must: a kill in the middle
 * of a migration would leave tables that the next start tries to make again.
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** What Kysely's SQLite dialect expects, over `node:sqlite`. Statements are kept, since our queries are few and repeat. */
function asSqliteDatabase(db: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => db.close(),
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known) return known;
      const statement = asSqliteStatement(db.prepare(sql));
      if (statements.size >= 256) statements.clear();
      statements.set(sql, statement);
      return statement;
    },
  };
}

function asSqliteStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
    run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
    iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
  };
}
