import { resolve } from 'node:path';
import type { Config } from '../server/main.ts';
import { backUp } from '../server/store/backup.ts';
import { CommandError } from './failure.ts';
import type { Words } from './i18n/words.ts';
import type { Output } from './output.ts';
import { quoted } from './quoted.ts';
import { sizeText } from './size.ts';
import { unlessInterrupted } from './unless-interrupted.ts';
import { inkstoneVersion } from './version.ts';

interface Surroundings {
  config: Config;
  output: Output;
  words: Words;
}

/** `inkstone backup`: its path goes to the standard output, all that is said about it to the error output. */
export function backup({ into }: { into: string }, { config, output, words }: Surroundings): Promise<number> {
  const { dataDir, secretFile } = config;
  const make = async (signal: AbortSignal): Promise<void> => {
    output.note(words.backup_copying(dataDir));
    const { folder, bytes, facts } = await written(dataDir, into, signal);
    output.data(folder);
    output.note(words.backup_holds(facts.conversations, facts.messages, sizeText(bytes)));
    output.note(words.backup_howToRestore(`inkstone restore ${quoted(folder)}`));
    output.note(words.upkeep_secret(secretFile));
  };
  return unlessInterrupted(make, () => output.note(words.backup_stopped));
}

async function written(dataDir: string, into: string, signal: AbortSignal): ReturnType<typeof backUp> {
  try {
    return await backUp(dataDir, into, { version: inkstoneVersion(), now: new Date(), signal });
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    const isOfTarget = code !== undefined && path !== undefined && path.startsWith(resolve(into));
    if (!isOfTarget) throw error;
    throw new CommandError((words) => words.failure_backupForbidden(resolve(into), code), { cause: error });
  }
}
