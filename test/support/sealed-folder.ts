import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that takes nothing any more once it is sealed. */
export interface SealedFolder extends Disposable {
  readonly folder: string;
  /** What a person is told of it. */
  readonly sentence: string;
  seal(): void;
}

/** A file system that root makes read-only; for everybody else (and where a container forbids it) a folder without rights. */
export function openSealedFolder(): SealedFolder {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-sealed-'));
  return mounted(folder) ? readOnlyDisk(folder) : forbiddenFolder(folder);
}

function mounted(folder: string): boolean {
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch (error) {
    if (error instanceof Error && ('status' in error || 'code' in error)) return false;
    throw error;
  }
}

function readOnlyDisk(folder: string): SealedFolder {
  return {
    folder,
    sentence: 'is on a read-only disk',
    seal: () => void execFileSync('/bin/mount', ['-o', 'remount,ro', folder]),
    [Symbol.dispose]() {
      execFileSync('/bin/umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

function forbiddenFolder(folder: string): SealedFolder {
  return {
    folder,
    sentence: 'may not be written by this user',
    seal: () => chmodSync(folder, 0o500),
    [Symbol.dispose]() {
      chmodSync(folder, 0o700);
      rmSync(folder, { recursive: true });
    },
  };
}
