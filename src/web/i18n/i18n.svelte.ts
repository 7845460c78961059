import type { ErrorCode } from '../../protocol/errors.ts';
import { keepText, keptText } from '../kept-text.ts';
import type { en } from './en.ts';
import { isolated } from './isolated.ts';

export type Locale = 'en' | 'zh';

/** A sentence for every key, and a key for every error code: what is missing does not compile. */
export type Catalogue = Readonly<Record<keyof typeof en, string>> &
  Readonly<Record<`error_${ErrorCode}`, string>>;

/** A page loads one language, and the other when somebody switches to it. */
const catalogues: Partial<Record<Locale, Catalogue>> = {};

async function load(locale: Locale): Promise<void> {
  catalogues[locale] ??= locale === 'zh' ? (await import('./zh.ts')).zh : (await import('./en.ts')).en;
}

const storageKey = 'inkstone.locale';

/** `{name}` in a sentence becomes a parameter of `t`. */
type Names<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Values = Readonly<Record<string, string | number>>;
type Parameters<Sentence extends string> = [Names<Sentence>] extends [never]
  ? []
  : [parameters: Readonly<Record<Names<Sentence>, string | number>>];

class Language {
  #locale = $state<Locale>(firstLocale());

  get locale(): Locale {
    return this.#locale;
  }

  /** Fetches the words of the page's language: before that there are none. */
  load(): Promise<void> {
    return load(this.#locale);
  }

  /** Switches the whole page at once and keeps the choice for the next visit. Rejects if its words cannot be loaded. */
  async choose(locale: Locale): Promise<void> {
    await load(locale);
    this.#locale = locale;
    keepText(storageKey, locale);
  }
}

function firstLocale(): Locale {
  const kept = keptText(storageKey);
  if (kept === 'en' || kept === 'zh') return kept;
  const known = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag));
  return known?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export const language = new Language();

/** The BCP 47 tag of the page's language: for `lang`, dates and numbers. */
export const languageTag = (locale: Locale): string => (locale === 'zh' ? 'zh-CN' : 'en');

/** The sentence in the language of the page; what reads it follows a switch. */
export function t<Key extends keyof typeof en>(
  key: Key,
  ...[parameters]: Parameters<(typeof en)[Key]>
): string {
  // That of the language of the page is always there: it is loaded first.
  return filled(catalogues[language.locale]![key], parameters);
}

/** Says the sentence of a key in the language of the page. */
export type Teller<Words extends Readonly<Record<string, string>>> = <Key extends keyof Words>(
  key: Key,
  ...parameters: Parameters<Words[Key]>
) => string;

/** As `t`, for a part of the page that loads later: its words, in both languages, come with it. */
export function wordsOf<Words extends Readonly<Record<string, string>>>(
  words: Readonly<{ en: Words; zh: Readonly<Record<keyof Words, string>> }>,
): Teller<Words> {
  return (key, ...[parameters]) => filled(words[language.locale][key], parameters);
}

function filled(sentence: string, values: Values | undefined): string {
  if (!values) return sentence;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => isolated(String(values[name] ?? whole)));
}

/** What happened and what to do, for a code that the server gave. */
export function errorSentence(code: ErrorCode): string {
  return t(`error_${code}`);
}
