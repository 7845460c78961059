import { parseArgs } from 'node:util';

export type Invocation =
  | { command: 'help' }
  | { command: 'report' }
  | { command: 'run'; row: string; seeds: readonly number[] | null };

/** What was typed makes no sense; the message says why. */
export class UsageError extends Error {}

/** `known`: the names of the rows. */
export function readArguments(args: readonly string[], known: readonly string[]): Invocation {
  const { row, seeds, report, help } = parse(args);
  if (help) return { command: 'help' };
  if (report) return { command: 'report' };
  if (row === undefined) throw new UsageError('Name a row, or ask for --report or --help.');
  if (!known.includes(row)) throw new UsageError(`There is no row ${row}. There are: ${known.join(', ')}.`);
  return { command: 'run', row, seeds: seeds === undefined ? null : seedsIn(seeds) };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({ args: [...args], options: { row: text, seeds: text, report: flag, help: flag } })
      .values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** `7`, or `1..5`: from the first to the last. */
function seedsIn(text: string): number[] {
  const [, first, last = first] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first === undefined || from < 1 || to < from) {
    throw new UsageError(`--seeds takes a number, or the first and the last as 1..5; not ${text}.`);
  }
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
