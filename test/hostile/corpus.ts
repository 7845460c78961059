import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A text as it is, texts one after the other, or `[text, times]`: the same text again and again. */
type Written = string | readonly [Written, number] | readonly Written[];

/** An answer that a model could be brought to give, made to do harm. */
export interface HostileAnswer {
  /** `links: runs a script` */
  readonly name: string;
  readonly text: string;
}

const folder = join(import.meta.dirname, 'corpus');

/** All that is stored, in the order of the files' names. */
export function hostileAnswers(): HostileAnswer[] {
  return globSync('*.json', { cwd: folder }).toSorted().flatMap(answersIn);
}

/** Keeps what fuzzing found: from then on it is one of them. */
export function storeFinding(name: string, text: string): void {
  const path = join(folder, 'findings.json');
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Written>) : {};
  writeFileSync(path, `${JSON.stringify({ ...known, [name]: text }, null, 2)}\n`);
}

function answersIn(file: string): HostileAnswer[] {
  const stored = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, Written>;
  const kind = basename(file, '.json');
  return Object.entries(stored).map(([name, written]) => ({
    name: `${kind}: ${name}`,
    text: textOf(written),
  }));
}

function textOf(written: Written): string {
  if (typeof written === 'string') return written;
  if (isRepeated(written)) return textOf(written[0]).repeat(written[1]);
  return written.map(textOf).join('');
}

function isRepeated(written: Exclude<Written, string>): written is readonly [Written, number] {
  return typeof written[1] === 'number';
}
