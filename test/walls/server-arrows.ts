import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** The parts of the server, from left to right. An import goes to the right only, and may skip. */
export const parts = [
  ['http', 'gateway'],
  ['generation', 'auth'],
  ['providers', 'journal', 'outbound'],
  ['store'],
];

const ground = parts.length;
const everything = -1;

/** Every import of a file (path from `src/server`) that goes against the arrows, as a sentence. */
export function wrongImports(file: string, text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map((imported) => imported.fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(file), name))
    .filter((target) => !target.startsWith('..') && !mayImport(file, target))
    .map((target) => `${file} imports ${target}`);
}

function mayImport(file: string, target: string) {
  if (partOf(file) === partOf(target)) return true;
  return placeOf(file) < placeOf(target);
}

/** The folder, or the file itself for those at the root: they are one ground, which main.ts stands outside of. */
function partOf(path: string) {
  const [first = '', ...rest] = path.split('/');
  if (rest.length > 0) return first;
  return first === 'main.ts' ? 'main' : 'ground';
}

function placeOf(path: string) {
  const part = partOf(path);
  if (part === 'main') return everything;
  if (part === 'ground') return ground;
  const place = parts.findIndex((names) => names.includes(part));
  if (place < 0)
    throw new Error(
      `src/server/${part} has no place among the arrows: give it one in ${relative('.', import.meta.filename)}`,
    );
  return place;
}
