import { resolve } from 'node:path';
import type { Config } from '../server/main.ts';
import { restore as restoreInto } from '../server/store/restore.ts';
import type { ServerOptions } from './arguments.ts';
import type { Words } from './i18n/words.ts';
import type { Output } from './output.ts';
import { quoted } from './quoted.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

interface RestoreOptions {
  from: string;
  server: ServerOptions;
}

interface Surroundings {
  config: Config;
  output: Output;
  words: Words;
}

/** `inkstone restore`: the data folder's path goes to the standard output. */
export function restore(
  { from, server }: RestoreOptions,
  { config, output, words }: Surroundings,
): Promise<number> {
  const { dataDir, secretFile } = config;
  const put = async (signal: AbortSignal): Promise<void> => {
    const path = resolve(from);
    output.note(words.restore_checking(path));
    const { conversations, messages } = await restoreInto(path, dataDir, signal);
    output.say(words.restore_done(dataDir));
    output.note(words.restore_holds(conversations, messages));
    // Whoever named the folder has to name it again.
    const option = server.dataDir === undefined ? '' : ` --data-dir ${quoted(dataDir)}`;
    output.note(words.restore_howToStart(`inkstone${option}`));
    output.note(words.upkeep_secret(secretFile));
  };
  return unlessInterrupted(put, () => output.note(words.restore_stopped));
}
