import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Words } from './i18n/words.ts';

/** Why nothing can be written there, and what to do. Neither SQLite nor the making of a folder says that the disk is read-only. */
export function unwritableSentence(path: string, words: Words): string {
  return isReadOnly(path) ? words.failure_folderReadOnly(path) : words.failure_folderForbidden(path);
}

function isReadOnly(path: string): boolean {
  try {
    accessSync(nearestThatExists(path), constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EROFS';
  }
}

function nearestThatExists(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestThatExists(dirname(path));
}
