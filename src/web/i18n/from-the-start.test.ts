import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { enLater } from './en-later.ts';

const webDir = join(import.meta.dirname, '..');

test('what the page loads at once says nothing whose words come later', () => {
  const later = new Set<string>(Object.keys(enLater));
  const tooEarly = [...loadedAtOnce(join(webDir, 'main.ts'))].flatMap((file) =>
    wordsIn(file)
      .flatMap((word) =>
        word.endsWith('$') ? [...later].filter((key) => key.startsWith(word.slice(0, -1))) : word,
      )
      .filter((key) => later.has(key))
      .map((key) => `${relative(webDir, file)}: ${key}`),
  );
  expect(tooEarly).toEqual([]);
});

/** A file and all that it imports, but for what it imports only when it is needed. */
function loadedAtOnce(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !existsSync(file)) return found;
  found.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(
    /^ *(?:import|export) (?!type\b)(?:[^'";]*? from )?'(\.[^']+)'/gm,
  );
  for (const [, path] of imports) loadedAtOnce(resolve(dirname(file), path!), found);
  return found;
}

/** `'page_title'` and `` `error_${code}` ``, which is given as `error_$`. */
function wordsIn(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/['`]([a-z]+_[A-Za-z0-9_]*)(['`]|\$)/g)].map(
    ([, word, end]) => (end === '$' ? `${word}$` : word!),
  );
}
