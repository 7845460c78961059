import { untrack } from 'svelte';
import type { ErrorCode } from '../../protocol/errors.ts';
import { keepText, keptText } from '../kept-text.ts';
import type { enLater } from './en-later.ts';
import type { en } from './en.ts';
import { isolated } from './isolated.ts';

export type Locale = 'en' | 'zh';

/** A sentence for every key, and a key for every error code: what is missing does not compile. */
export type Catalogue = Readonly<Record<keyof typeof en, string>> &
  Readonly<Record<`error_${ErrorCode}`, string>>;

/** The same of what only parts say that are loaded when they are needed. */
export type LaterCatalogue = Readonly<Record<keyof typeof enLater, string>>;

type Words = typeof en & typeof enLater;

/** A page loads one language, and the other when somebody switches to it. */
const words: Record<Locale, Partial<Record<keyof Words, string>>> = { en: {}, zh: {} };

async function load(locale: Locale): Promise<void> {
  const loaded = locale === 'zh' ? (await import('./zh.ts')).zh : (await import('./en.ts')).en;
  Object.assign(words[locale], loaded);
}

async function loadLater(locale: Locale): Promise<void> {
  const loaded =
    locale === 'zh' ? (await import('./zh-later.ts')).zhLater : (await import('./en-later.ts')).enLater;
  Object.assign(words[locale], loaded);
}

const storageKey = 'inkstone.locale';

/** `{name}` in a sentence becomes a parameter of `t`. */
type Names<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Parameters<Key extends keyof Words> = [Names<Words[Key]>] extends [never]
  ? []
  : [parameters: Readonly<Record<Names<Words[Key]>, string | number>>];

class Language {
  #locale = $state<Locale>(firstLocale());

  get locale(): Locale {
    return this.#locale;
  }

  /** Fetches the words of the page's language: before that there are none. */
  load(): Promise<void> {
    return load(this.#locale);
  }

  /** Fetches the rest of them, for a part that is loaded only now: it is shown once they are here. */
  loadLater(): Promise<void> {
    return loadLater(untrack(() => this.#locale));
  }

  /** Switches the whole page at once and keeps the choice for the next visit. Rejects if its words cannot be loaded. */
  async choose(locale: Locale): Promise<void> {
    await Promise.all([load(locale), loadLater(locale)]);
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
export function t<Key extends keyof Words>(key: Key, ...[parameters]: Parameters<Key>): string {
  const sentence = words[language.locale][key];
  if (sentence === undefined) throw new Error(`the words of ${key} are not loaded yet`);
  if (!parameters) return sentence;
  const values: Readonly<Record<string, string | number>> = parameters;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => isolated(String(values[name] ?? whole)));
}

/** What happened and what to do, for a code that the server gave. */
export function errorSentence(code: ErrorCode): string {
  return t(`error_${code}`);
}
