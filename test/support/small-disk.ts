import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NoticeCode } from '../../src/protocol/notice.ts';

/** A folder on a disk that can be filled while a server writes there, and emptied again. */
export interface SmallDisk extends Disposable {
  readonly folder: string;
  /** What the server calls it. */
  readonly code: NoticeCode;
  /** From now on the process can store nothing more there. */
  fill(pid: number): void;
  free(pid: number): void;
}

const bytes = 24 * 1024 * 1024;

/**
 * A file system in memory, which root can mount; for everybody else (and where a container forbids it) a limit on the size
 * of files, which the system lets the owner of a process move. That one is not called full, but refuses all the same.
 */
export function openSmallDisk(): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'inkstone-small-'));
  return canMount(folder) ? memoryDisk(folder) : limitedDisk(folder);
}

function canMount(folder: string): boolean {
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (error instanceof Error && ('status' in error || 'code' in error)) return false;
    throw error;
  }
}

function memoryDisk(folder: string): SmallDisk {
  const filler = join(folder, 'filler');
  return {
    folder,
    code: 'disk_full',
    fill: () => fillUp(filler),
    free: () => rmSync(filler),
    [Symbol.dispose]() {
      execFileSync('/bin/umount', [folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

function fillUp(filler: string): void {
  const file = openSync(filler, 'w');
  try {
    for (const piece of [Buffer.alloc(1024 * 1024), Buffer.alloc(4096), Buffer.alloc(1)])
      writeWhileItFits(file, piece);
  } finally {
    closeSync(file);
  }
}

function writeWhileItFits(file: number, piece: Buffer): void {
  try {
    while (writeSync(file, piece) === piece.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function limitedDisk(folder: string): SmallDisk {
  const log = (): number => statSync(join(folder, 'inkstone.db-wal')).size;
  const limit = (pid: number, size: number | 'unlimited'): void =>
    void execFileSync('/usr/bin/prlimit', ['--pid', String(pid), `--fsize=${size}:`]);
  return {
    folder,
    code: 'storage_failing',
    fill: (pid) => limit(pid, log()),
    free: (pid) => limit(pid, 'unlimited'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
