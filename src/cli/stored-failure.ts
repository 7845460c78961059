import { NetworkFolderError, NoSpaceError, StoreDamagedError, StoreFaultError } from '../server/main.ts';
import { NothingStoredError } from '../server/store/backup.ts';
import { BackupDamagedError, DataFolderNotEmptyError, NoBackupError } from '../server/store/restore.ts';
import type { Words } from './i18n/words.ts';
import { sizeText } from './size.ts';

/** What is wrong with a store, a backup or the place for one. */
export function storedSentence(error: unknown, words: Words): string | undefined {
  if (error instanceof StoreFaultError) return faultSentence(error, words);
  if (error instanceof StoreDamagedError) return words.failure_storeDamaged(error.file, error.finding);
  if (error instanceof NoSpaceError) {
    return words.failure_noSpace(error.folder, sizeText(error.neededBytes), sizeText(error.freeBytes));
  }
  if (error instanceof NetworkFolderError) {
    return words.failure_networkFolder(error.dataDir, error.fileSystem);
  }
  if (error instanceof NothingStoredError) return words.failure_nothingStored(error.dataDir);
  if (error instanceof NoBackupError) {
    return error.exists ? words.failure_noBackup(error.path) : words.failure_backupMissing(error.path);
  }
  if (error instanceof BackupDamagedError) return words.failure_backupDamaged(error.file);
  if (error instanceof DataFolderNotEmptyError) return words.failure_folderNotEmpty(error.dataDir);
  return undefined;
}

function faultSentence({ file, fault, detail }: StoreFaultError, words: Words): string {
  switch (fault) {
    case 'empty':
    case 'not-a-store':
      return words.failure_notAStore(file);
    case 'too-new':
      return words.failure_fileTooNew(file);
    case 'damaged':
      return words.failure_storeDamaged(file, detail);
  }
}
