import type { Caller } from '../../protocol/client.ts';
import type { Config } from '../../server/main.ts';
import type { Words } from '../i18n/words.ts';

/** One line of what the doctor says. A problem's sentence ends with what to change. */
export interface Finding {
  level: 'ok' | 'warning' | 'problem';
  sentence: string;
}

/** What there is to look at. */
export interface Scene {
  config: Config;
  words: Words;
  /** The server that runs on this data folder. */
  server: Caller | null;
}

export const ok = (sentence: string): Finding => ({ level: 'ok', sentence });
export const warning = (sentence: string): Finding => ({ level: 'warning', sentence });
export const problem = (sentence: string): Finding => ({ level: 'problem', sentence });
