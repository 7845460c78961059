import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { syncFile } from './copy.ts';

/** A file of a backup: its path within, with `/` between folders. */
export interface StoredFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** What a file holds. Throws the signal's reason. */
export async function describeFile(root: string, path: string, signal?: AbortSignal): Promise<StoredFile> {
  const file = join(root, path);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, signal ? { signal } : {});
  const { size } = await stat(file);
  return { path, bytes: size, sha256: hash.digest('hex') };
}

/** The paths of all files below a folder of `root`, in order; none where there is no such folder. */
export function filesBelow(root: string, folder: string): string[] {
  const top = join(root, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}

/** Copies files that are not there yet, each durably. One that goes away meanwhile belongs to nothing any more. */
export async function copyFiles(
  from: string,
  to: string,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  for (const path of paths) {
    signal?.throwIfAborted();
    const target = join(to, path);
    if (existsSync(target)) continue;
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    if (await copyIfThere(join(from, path), target)) syncFile(target);
  }
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
