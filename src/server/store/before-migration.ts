import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stampOf, storeFile } from './backup.ts';
import { executedMigrations, withStoreFile } from './check.ts';
import { copyStore, syncFolder } from './copy.ts';
import { migrationNames } from './migrations/index.ts';

const copiesFolder = 'backups';
/** Older ones go when a further one has been made and checked. */
const copiesKept = 3;
const unfinishedEnding = '.unfinished';

export interface CopyBefore {
  file: string;
  bytes: number;
  /** The name of the first migration that is to follow. */
  next: string;
}

/**
 * Before a newer Inkstone changes the schema of a store: a checked copy, `backups/before-002-….db` in the data folder,
 * so that `inkstone restore` can take the change back. Null where nothing is to be changed.
 * Throws `StoreFaultError` (a damaged store is not changed) and `NoSpaceError`.
 */
export async function copyBeforeMigrating(dataDir: string, now: Date): Promise<CopyBefore | null> {
  const store = join(dataDir, storeFile);
  const next = existsSync(store) ? await nextMigration(store) : null;
  if (next === null) return null;
  const folder = join(dataDir, copiesFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeUnfinished(folder);
  const file = join(folder, `before-${next}-${stampOf(now)}.db`);
  const unfinished = `${file}${unfinishedEnding}`;
  try {
    await copyStore(store, unfinished);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
  syncFolder(folder);
  removeOld(folder);
  return { file, bytes: statSync(file).size, next };
}

/** The first that an existing store has not seen. */
function nextMigration(store: string): Promise<string | null> {
  return withStoreFile(store, (db) => {
    const executed = executedMigrations(db);
    const isKnown = executed.length > 0 && executed.every((name) => migrationNames.includes(name));
    // One of a newer Inkstone is refused by the migration itself.
    if (!isKnown) return null;
    return migrationNames.find((name) => !executed.includes(name)) ?? null;
  });
}

/** What a kill has left of an earlier start. */
function removeUnfinished(folder: string): void {
  const left = readdirSync(folder).filter((name) => name.endsWith(unfinishedEnding));
  for (const name of left) rmSync(join(folder, name));
}

/** The stamp, not the name, tells which are old. */
function removeOld(folder: string): void {
  const stamp = (name: string): string => /\d{4}-\d\d-\d\d-\d{6}/.exec(name)?.[0] ?? '';
  const copies = readdirSync(folder).filter((name) => /^before-.*\.db$/.test(name));
  const oldestFirst = copies.toSorted((a, b) => (stamp(a) < stamp(b) ? -1 : 1));
  for (const name of oldestFirst.slice(0, -copiesKept)) rmSync(join(folder, name));
}
