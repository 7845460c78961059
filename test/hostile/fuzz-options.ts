import { parseArgs } from 'node:util';

export interface FuzzOptions {
  /** Draw the stored answers instead of growing new ones. */
  readonly stored: boolean;
  readonly seconds: number;
  readonly seed: number;
}

const usage =
  'npm run fuzz -- [--seconds 60] [--seed 7]: grows hostile answers for a while\n' +
  'npm run fuzz -- --stored [--seed 7]: draws all that are stored, whole and cut';

/** What the command line asks for; throws an error with a sentence for what it cannot ask. */
export function fuzzOptions(args: readonly string[]): FuzzOptions {
  const { stored, seconds, seed } = valuesOf(args);
  return {
    stored: stored ?? false,
    seconds: numberOf('seconds', seconds ?? '60', (value) => value > 0),
    seed: numberOf('seed', seed ?? String(Date.now() % 2 ** 32), (value) => Number.isSafeInteger(value)),
  };
}

/** What the command line asks for is not to be had: its message says so. */
export class FuzzOptionError extends Error {
  constructor(sentence: string) {
    super(`${sentence}\n${usage}`);
  }
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { seconds: { type: 'string' }, seed: { type: 'string' }, stored: { type: 'boolean' } },
    }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new FuzzOptionError(error.message);
  }
}

function numberOf(name: string, text: string, isGood: (value: number) => boolean): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!isGood(value)) throw new FuzzOptionError(`--${name} takes a number, not "${text}".`);
  return value;
}
