import { describe, expect, it } from 'vitest';
import { readArguments, UsageError } from './arguments.ts';

const known = ['kill', 'power'];
const read = (...args: string[]) => readArguments(args, known);

describe('what is typed behind npm run faults', () => {
  it('names a row and a slice of its seeds', () => {
    expect(read('--row', 'kill', '--seeds', '2..4')).toEqual({
      command: 'run',
      row: 'kill',
      seeds: [2, 3, 4],
    });
    expect(read('--row', 'kill', '--seeds', '7')).toEqual({ command: 'run', row: 'kill', seeds: [7] });
    expect(read('--row', 'power')).toEqual({ command: 'run', row: 'power', seeds: null });
    expect(read('--report')).toEqual({ command: 'report' });
    expect(read('--help')).toEqual({ command: 'help' });
  });

  it.each([
    [[], 'Name a row'],
    [['--row', 'flood'], 'There is no row flood. There are: kill, power.'],
    [['--row', 'kill', '--seeds', '5..2'], '--seeds takes'],
    [['--row', 'kill', '--seeds', 'all'], '--seeds takes'],
    [['--fast'], 'fast'],
  ])('is refused with a reason where it makes no sense: %j', (args, reason) => {
    expect(() => read(...args)).toThrow(UsageError);
    expect(() => read(...args)).toThrow(reason);
  });
});
