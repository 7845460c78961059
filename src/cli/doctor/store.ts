import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { storeFile } from '../../server/store/backup.ts';
import { checkStore } from '../../server/store/check.ts';
import { migrationNames } from '../../server/store/migrations/index.ts';
import { sizeText } from '../size.ts';
import { type Finding, ok, type Scene } from './finding.ts';

/** Every page of the store. What is wrong with it is thrown, and told as everywhere else. */
export async function checkStored({ config: { dataDir }, words }: Scene): Promise<Finding[]> {
  const file = join(dataDir, storeFile);
  if (!existsSync(file)) return [ok(words.doctor_noStore)];
  const { conversations, messages, schema } = await checkStore(file);
  const whole = ok(words.doctor_store(conversations, messages, sizeText(statSync(file).size)));
  const isPresent = schema === migrationNames.at(-1);
  return isPresent ? [whole] : [whole, ok(words.doctor_willMigrate(schema))];
}
