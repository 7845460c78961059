import { en } from './en.ts';
import { zh } from './zh.ts';

export type Words = typeof en;
export type Language = 'en' | 'zh';

const catalogues: Record<Language, Words> = { en, zh };

export const isLanguage = (name: string): name is Language => Object.hasOwn(catalogues, name);

export const wordsIn = (language: Language): Words => catalogues[language];

/** The language of a terminal, as the locale variables tell it, the stronger first. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh/i.test(locale) ? 'zh' : 'en';
}
