import { baseName, type CodeInfo, extensionOf, withoutHidden } from './info-string.ts';
import { languageOf } from './language-of.ts';

const maxLength = 80;
/** Names that Windows keeps for its devices, whatever extension follows. */
const reserved = /^(?:aux|con|nul|prn|com[0-9]|lpt[0-9])(?:\.|$)/i;
/** A first line that is a comment with nothing but the name of the file. */
const firstLineName =
  /^\s*(?:\/\/|#|--|;+|%|<!--|\/\*+|""")\s*(?:file(?:name)?\s*:\s*)?([\w@.\\/+-]{1,200})\s*(?:-->|\*\/|""")?\s*$/i;

/**
 * What code is called when it is saved: the name that its fence or its first line gives, as far as it is harmless (no path,
 * nothing hidden, no device, an extension of code), else `snippet` with the extension of its language.
 */
export function fileNameFor({ fileName, language }: CodeInfo, firstLine: string): string {
  const { extension, title } = language ?? { extension: 'txt', title: '' };
  const name = harmless(fileName) || harmless(nameInComment(firstLine));
  if (name === '') return isWholeName(title) ? title : `snippet.${extension}`;
  if (languageOf(extensionOf(name)) || isWholeName(name)) return name;
  return `${name}.${extension}`;
}

function nameInComment(line: string): string {
  const name = firstLineName.exec(line)?.[1] ?? '';
  return languageOf(extensionOf(name)) ? name : '';
}

/** `Dockerfile` and its like have no extension. */
const isWholeName = (name: string): boolean => /^(?:docker|make|container)file$/i.test(name);

/** The name at the end of a path, without what could deceive or do harm; '' if nothing is left. */
export function harmless(path: string): string {
  const name = withoutHidden(baseName(path.trim()).normalize())
    .replace(/[^\p{L}\p{N}\p{M}._ +@()-]/gu, '')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (reserved.test(name)) return '';
  const extension = extensionOf(name);
  const stem = extension === '' ? name : name.slice(0, -extension.length - 1);
  const shortened = [...stem].slice(0, maxLength - Math.min(extension.length, 20)).join('');
  return extension === '' ? shortened : `${shortened}.${extension.slice(0, 20)}`;
}
