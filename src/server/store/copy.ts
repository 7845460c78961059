import { closeSync, fsyncSync, openSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { checkStore, StoreFaultError, type StoreFacts, withStoreFile } from './check.ts';

/** There is not enough room for a copy; nothing was left behind. */
export class NoSpaceError extends Error {
  readonly folder: string;
  readonly neededBytes: number;
  readonly freeBytes: number;

  constructor(folder: string, neededBytes: number, freeBytes: number) {
    super(`${folder} has ${freeBytes} bytes free, and ${neededBytes} are needed`);
    this.name = 'NoSpaceError';
    this.folder = folder;
    this.neededBytes = neededBytes;
    this.freeBytes = freeBytes;
  }
}

const pagesAtATime = 1024;
/** Room that a running store needs for what it writes meanwhile. */
const leftOverBytes = 16 * 1024 * 1024;

/**
 * Copies a store that may be in use into one new file, which only this user may read, and checks the copy by opening it.
 * Everything committed before the call is in it. Throws `StoreFaultError`, `NoSpaceError`, the signal's reason, and
 * Node's error where the file is there already; what it has begun is the caller's to remove.
 */
export async function copyStore(from: string, to: string, signal?: AbortSignal): Promise<StoreFacts> {
  closeSync(openSync(to, 'wx', 0o600));
  await withStoreFile(from, (db) => copyPages(db, to, signal));
  makeOneFile(to);
  const facts = await checkStore(to).catch((error: unknown) => {
    // Page for page the same: what is wrong with the copy is wrong with its source, which is the one that people know.
    throw error instanceof StoreFaultError ? error.of(from) : error;
  });
  syncFile(to);
  syncFolder(dirname(to));
  return facts;
}

async function copyPages(db: DatabaseSync, to: string, signal: AbortSignal | undefined): Promise<void> {
  // Held until the end: without one view of its source, a backup begins anew with every commit, and never ends.
  db.exec('BEGIN');
  refuseWithoutSpace(dirname(to), sizeOf(db));
  await backup(db, to, { rate: pagesAtATime, progress: () => signal?.throwIfAborted() });
  // A small store is copied in one go, without any progress to tell of.
  signal?.throwIfAborted();
}

/** Throws `NoSpaceError`. */
export function refuseWithoutSpace(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const neededBytes = bytes + leftOverBytes;
  if (bavail * bsize < neededBytes) throw new NoSpaceError(folder, neededBytes, bavail * bsize);
}

function sizeOf(db: DatabaseSync): number {
  const { page_count: pages } = db.prepare('PRAGMA page_count').get() as { page_count: number };
  const { page_size: bytes } = db.prepare('PRAGMA page_size').get() as { page_size: number };
  return pages * bytes;
}

/** A copy says, as its source does, that there is a log beside it. Without that it can be read from anywhere, a CD even. */
function makeOneFile(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = DELETE');
  db.close();
}

/** The content of a file, on the disk itself. */
export function syncFile(file: string): void {
  sync(file, 'r+');
}

/** The list of a folder's names, on the disk itself. Windows does so without being asked, and refuses to be asked. */
export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') sync(folder, 'r');
}

function sync(path: string, flags: 'r' | 'r+'): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
