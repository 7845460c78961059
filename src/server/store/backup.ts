import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StoreFaultError, type StoreFacts } from './check.ts';
import { copyStore, refuseWithoutSpace, syncFolder } from './copy.ts';
import { copyFiles, describeFile, filesBelow, type StoredFile } from './files.ts';

export const storeFile = 'inkstone.db';
export const attachmentsFolder = 'attachments';
export const manifestFile = 'manifest.json';

/** `manifest.json`: what a backup holds. It is written last, so that what has one is whole. */
export interface Manifest {
  format: 1;
  /** The version of Inkstone that made it. */
  inkstone: string;
  /** ISO 8601, for display. */
  createdAt: string;
  store: StoreFacts;
  files: StoredFile[];
}

export interface Backup {
  folder: string;
  bytes: number;
  facts: StoreFacts;
}

export interface BackupOptions {
  /** The version of Inkstone. */
  version: string;
  now: Date;
  signal?: AbortSignal;
}

/** There is no store in this data folder. */
export class NothingStoredError extends Error {
  readonly dataDir: string;

  constructor(dataDir: string, options?: ErrorOptions) {
    super(`${dataDir} holds no store`, options);
    this.name = 'NothingStoredError';
    this.dataDir = dataDir;
  }
}

/**
 * Makes a new folder in `into` (which is made if need be, its parent is not) with everything that the data folder stores, whether or not a
 * server is using it: all that was committed before the call is there. The copy is opened and checked. Until it is whole
 * it is called `….unfinished`; if anything goes wrong, or the signal is aborted, nothing stays.
 * Throws `NothingStoredError`, `StoreFaultError`, `NoSpaceError`, the signal's reason and Node's errors of files.
 */
export async function backUp(dataDir: string, into: string, options: BackupOptions): Promise<Backup> {
  if (!existsSync(join(dataDir, storeFile))) throw new NothingStoredError(dataDir);
  const parent = resolve(into);
  if (!existsSync(parent)) mkdirSync(parent, { mode: 0o700 });
  const folder = newFolder(join(parent, `inkstone-backup-${stampOf(options.now)}`));
  const unfinished = unfinishedName(folder);
  try {
    const { store, files } = await fill(unfinished, dataDir, options);
    renameSync(unfinished, folder);
    syncFolder(parent);
    return { folder, bytes: sumOf(files), facts: store };
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    const nothing = error instanceof StoreFaultError && error.fault === 'empty';
    throw nothing ? new NothingStoredError(dataDir, { cause: error }) : error;
  }
}

async function fill(
  folder: string,
  dataDir: string,
  { version, now, signal }: BackupOptions,
): Promise<Manifest> {
  // Before the store, since what it names may be deleted meanwhile; and after, since more may have come.
  const attachments = filesBelow(dataDir, attachmentsFolder);
  refuseWithoutSpace(
    folder,
    attachments.reduce((sum, path) => sum + statSync(join(dataDir, path)).size, 0),
  );
  await copyFiles(dataDir, folder, attachments, signal);
  const store = await copyStore(join(dataDir, storeFile), join(folder, storeFile), signal);
  await copyFiles(dataDir, folder, filesBelow(dataDir, attachmentsFolder), signal);
  const files: StoredFile[] = [];
  for (const path of [storeFile, ...filesBelow(folder, attachmentsFolder)]) {
    chmodSync(join(folder, path), 0o600);
    files.push(await describeFile(folder, path, signal));
  }
  const manifest: Manifest = { format: 1, inkstone: version, createdAt: now.toISOString(), store, files };
  writeFileSync(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  });
  syncFolder(folder);
  return manifest;
}

const sumOf = (files: readonly StoredFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Local time, in a form that sorts and that every file system takes: `2026-11-22-173105`. */
export function stampOf(now: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

const unfinishedName = (folder: string): string => `${folder}.unfinished`;

/** Makes the folder under its name for the meantime, and returns its last one. Two backups may begin in one second. */
function newFolder(wanted: string, number = 1): string {
  const folder = number === 1 ? wanted : `${wanted}-${number}`;
  if (existsSync(folder)) return newFolder(wanted, number + 1);
  try {
    mkdirSync(unfinishedName(folder), { mode: 0o700 });
    return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return newFolder(wanted, number + 1);
  }
}
