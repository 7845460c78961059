import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { storeFile } from '../../server/store/backup.ts';
import { checkStore, StoreFaultError, type StoreFacts } from '../../server/store/check.ts';
import { migrationNames } from '../../server/store/migrations/index.ts';
import type { Words } from '../i18n/words.ts';
import { sizeText } from '../size.ts';
import { type Finding, ok, problem, type Scene } from './finding.ts';

/** Every page of the store. */
export async function checkStored({ config: { dataDir }, words }: Scene): Promise<Finding[]> {
  const file = join(dataDir, storeFile);
  if (!existsSync(file)) return [ok(words.doctor_noStore)];
  try {
    return describe(file, await checkStore(file), words);
  } catch (error) {
    if (!(error instanceof StoreFaultError)) throw error;
    if (error.fault === 'empty') return [ok(words.doctor_noStore)];
    if (error.fault === 'damaged') return [problem(words.doctor_damaged(file, error.detail))];
    throw error;
  }
}

function describe(file: string, { conversations, messages, schema }: StoreFacts, words: Words): Finding[] {
  const whole = ok(words.doctor_store(conversations, messages, sizeText(statSync(file).size)));
  const isPresent = schema === migrationNames.at(-1);
  return isPresent ? [whole] : [whole, ok(words.doctor_willMigrate(schema))];
}
