import { eachPiece } from '../view/hidden-characters.ts';
import { languageOf } from './language-of.ts';
import type { Language } from './languages.ts';

/** What the words after an opening fence say. */
export interface CodeInfo {
  /** Undefined: none that we know. */
  readonly language: Language | undefined;
  /** To show: the language's title, else the word itself; '' where there is none. */
  readonly title: string;
  /** As it was given, a path maybe; '' where none was. */
  readonly fileName: string;
}

const maxTitleLength = 40;
const named = /(?:^|[\s{,])(?:title|file|filename|name|path)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s}"',]+))/i;

/** Reads `ts`, `ts title=main.ts`, `js:app.js`, `{.python}`, `src/app.py`, `12:40:src/app.py`. */
export function readInfo(info: string): CodeInfo {
  const word = /^\{?\s*\.?([^\s{},=]*)/.exec(info)?.[1] ?? '';
  const parts = word.split(':').filter((part) => !/^\d*$/.test(part));
  const [first = '', second = ''] = parts;
  const given = named.exec(info);
  const fileName = given?.[1] ?? given?.[2] ?? given?.[3] ?? (second || (isFile(first) ? first : ''));
  const language = languageOf(first) ?? languageOf(extensionOf(fileName)) ?? languageOf(baseName(fileName));
  return { language, title: language?.title ?? shownTitle(first), fileName };
}

export const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? '';

/** What follows the last dot; '' without one. */
export const extensionOf = (path: string): string => /[^.\\/]\.([^.\\/]+)$/.exec(path)?.[1] ?? '';

const isFile = (word: string): boolean =>
  languageOf(word) === undefined && languageOf(extensionOf(word)) !== undefined;

/** Without controls, marks of direction and whatever else cannot be seen. */
export function withoutHidden(text: string): string {
  let seen = '';
  eachPiece(
    text,
    'name',
    (plain) => (seen += plain),
    () => undefined,
  );
  return seen;
}

const shownTitle = (word: string): string => withoutHidden(word).slice(0, maxTitleLength);
