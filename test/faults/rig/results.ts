import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FindingKind } from './finding.ts';
import type { Tally, TriedFinding } from './tally.ts';

/** One seed of a row, as it is kept. */
export interface Result {
  row: string;
  seed: number;
  tries: number;
  findings: TriedFinding[];
  seconds: number;
  /** When it ended, for whoever reads the file. */
  at: string;
}

const folder = fileURLToPath(new URL('../../../.cache/faults/', import.meta.url));
const file = `${folder}results.jsonl`;

/** Slices that run side by side append to one file: a line is one write. */
export function keepResult(result: Result): void {
  mkdirSync(folder, { recursive: true });
  appendFileSync(file, `${JSON.stringify(result)}\n`);
}

export function keptResults(): Result[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Result);
}

export function resultOf(row: string, seed: number, tally: Tally, seconds: number): Result {
  const { tries, findings } = tally;
  return { row, seed, tries, findings, seconds, at: new Date().toISOString() };
}

/** How many tries had a finding of this kind. */
export function triesWith(kind: FindingKind, { findings }: Pick<Result, 'findings'>): number {
  return new Set(findings.filter((finding) => finding.kind === kind).map(({ at }) => at)).size;
}
