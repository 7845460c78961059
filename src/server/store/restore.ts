import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { attachmentsFolder, type Manifest, manifestFile, storeFile } from './backup.ts';
import { checkStore, readFacts, type StoreFacts, withStoreFile } from './check.ts';
import { copyStore, refuseWithoutSpace, syncFile, syncFolder } from './copy.ts';
import { copyFiles, describeFile, type StoredFile } from './files.ts';
import { DataFolderLock } from './lock.ts';
import { newEpoch } from './prepare.ts';
import { openSqliteFile } from './sqlite-file.ts';

/** What was named is no backup, or is not there. */
export class NoBackupError extends Error {
  readonly path: string;
  readonly exists: boolean;

  constructor(path: string, { exists }: { exists: boolean }) {
    super(`${path} is no backup`);
    this.name = 'NoBackupError';
    this.path = path;
    this.exists = exists;
  }
}

/** A file of a backup is missing, or not what it was when the backup was made. */
export class BackupDamagedError extends Error {
  readonly file: string;

  constructor(file: string, options?: ErrorOptions) {
    super(`${file} is not as it was when the backup was made`, options);
    this.name = 'BackupDamagedError';
    this.file = file;
  }
}

/** A backup is only ever restored into a data folder that holds nothing. */
export class DataFolderNotEmptyError extends Error {
  readonly dataDir: string;

  constructor(dataDir: string) {
    super(`the data folder ${dataDir} is not empty`);
    this.name = 'DataFolderNotEmptyError';
    this.dataDir = dataDir;
  }
}

const unfinishedFolder = 'restore.unfinished';
/** What may lie in a data folder that holds nothing: our lock, a restore that was killed, what a file system puts there. */
const nothing = new Set(['lock.db', 'lock.db-journal', unfinishedFolder, 'lost+found']);

/**
 * Puts a backup – its folder, or one file of a store – into a data folder that is new or empty, and checks it before and
 * after. The store gets a new epoch: what a client remembers of the old one must not be taken for a place in this one.
 * The store appears under its name last, whole. Throws `NoBackupError`, `BackupDamagedError`, `StoreFaultError`,
 * `DataFolderNotEmptyError`, `DataFolderBusyError`, `NoSpaceError`, the signal's reason and Node's errors of files.
 */
export async function restore(from: string, dataDir: string, signal?: AbortSignal): Promise<StoreFacts> {
  const source = await openBackup(from, signal);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  refuseContent(dataDir);
  const lock = await DataFolderLock.take(dataDir);
  try {
    refuseContent(dataDir);
    return await fill(dataDir, source, signal);
  } finally {
    rmSync(join(dataDir, unfinishedFolder), { recursive: true, force: true });
    lock.release();
  }
}

interface Source {
  folder: string;
  store: string;
  /** Besides the store. */
  files: StoredFile[];
}

/** Checks that everything is there and as it was written. */
async function openBackup(from: string, signal: AbortSignal | undefined): Promise<Source> {
  if (!existsSync(from)) throw new NoBackupError(from, { exists: false });
  if (!statSync(from).isDirectory()) {
    await checkStore(from);
    return { folder: dirname(from), store: basename(from), files: [] };
  }
  const { files } = readManifest(from);
  for (const file of files) await refuseChange(from, file, signal);
  return { folder: from, store: storeFile, files: files.filter(({ path }) => path !== storeFile) };
}

function readManifest(folder: string): Manifest {
  const file = join(folder, manifestFile);
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Partial<Manifest>;
    if (manifest.format === 1 && Array.isArray(manifest.files)) return manifest as Manifest;
  } catch (error) {
    if (error instanceof SyntaxError) throw new BackupDamagedError(file, { cause: error });
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  throw new NoBackupError(folder, { exists: true });
}

async function refuseChange(
  folder: string,
  file: StoredFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  const path = join(folder, file.path);
  // A path from a file: it names something in the backup, or something is wrong with it.
  if (!isPlainPath(file.path)) throw new BackupDamagedError(path);
  try {
    const { sha256 } = await describeFile(folder, file.path, signal);
    if (sha256 !== file.sha256) throw new BackupDamagedError(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new BackupDamagedError(path, { cause: error });
  }
}

const isPlainPath = (path: string): boolean =>
  path === storeFile ||
  (path.startsWith(`${attachmentsFolder}/`) &&
    !path.split(/[/\\]/).some((part) => part === '..' || part === ''));

function refuseContent(dataDir: string): void {
  const content = readdirSync(dataDir).filter((name) => !nothing.has(name));
  if (content.length > 0) throw new DataFolderNotEmptyError(dataDir);
}

async function fill(dataDir: string, source: Source, signal: AbortSignal | undefined): Promise<StoreFacts> {
  const unfinished = join(dataDir, unfinishedFolder);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  refuseWithoutSpace(
    unfinished,
    source.files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  await copyFiles(
    source.folder,
    unfinished,
    source.files.map(({ path }) => path),
    signal,
  );
  const store = join(unfinished, storeFile);
  await copyStore(join(source.folder, source.store), store, signal);
  beginNewEpoch(store);
  // Every page of the copy was looked at when it was made; since then one row has changed.
  const facts = await withStoreFile(store, (db) => readFacts(db, store));
  if (source.files.length > 0)
    renameSync(join(unfinished, attachmentsFolder), join(dataDir, attachmentsFolder));
  renameSync(store, join(dataDir, storeFile));
  syncFolder(dataDir);
  return facts;
}

/** Every offset of before is then of another epoch, and whoever holds one takes the state again. */
function beginNewEpoch(file: string): void {
  const db = openSqliteFile(file);
  db.prepare("UPDATE meta SET value = ? WHERE key = 'epoch'").run(newEpoch());
  db.exec('PRAGMA journal_mode = DELETE');
  db.close();
  syncFile(file);
}
