import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/**
 * What is looked at before a database is served. Looking at every page takes about a second for a gigabyte that is not
 * in memory yet: a small store is always looked at whole, one that was not closed properly up to half a gigabyte. The
 * end of the journal is looked at in any case, and `inkstone doctor` looks at everything. A letter that changed inside
 * a text is found by none of them: this build of SQLite keeps no checksums of its pages.
 */
const alwaysBytes = 64 * 1024 * 1024;
const afterCrashBytes = 512 * 1024 * 1024;

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Whether whoever had it open last did not close it: only then is its write-ahead log left behind. Ask before opening. */
export const wasLeftOpen = (file: string): boolean => sizeOf(`${file}-wal`) > 0;

/** What is damaged, in SQLite's words or ours; `null` if nothing was found. Throws what SQLite throws. */
export function findDamage(db: DatabaseSync, file: string, leftOpen: boolean): string | null {
  const isSmallEnough = sizeOf(file) <= (leftOpen ? afterCrashBytes : alwaysBytes);
  return (isSmallEnough ? damagedPages(db) : null) ?? damagedJournal(db);
}

function damagedPages(db: DatabaseSync): string | null {
  const { quick_check: finding } = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
  return finding === 'ok' ? null : finding;
}

/** The last tick, from which everything goes on: it has to hold as many events as its numbers say. */
function damagedJournal(db: DatabaseSync): string | null {
  if (!db.prepare("select 1 from sqlite_schema where name = 'journal'").get()) return null;
  const last = db.prepare('select seq, first_seq, entries from journal order by seq desc limit 1').get();
  if (!last) return null;
  const { seq, first_seq: first, entries } = last as { seq: number; first_seq: number; entries: string };
  return countOf(entries) === seq - first + 1 ? null : `the journal cannot be read at ${seq}`;
}

function countOf(entries: string): number | null {
  try {
    return (JSON.parse(entries) as unknown[]).length;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
