import { expect, test } from 'vitest';
import { FuzzOptionError, fuzzOptions } from './fuzz-options.ts';

test('a run for fuzzing lasts a minute and has a seed of its own', () => {
  expect(fuzzOptions([])).toEqual({ stored: false, seconds: 60, seed: expect.any(Number) });
  expect(fuzzOptions(['--stored', '--seed', '7'])).toEqual({ stored: true, seconds: 60, seed: 7 });
});

test.each([
  [['--seconds', 'long'], '--seconds takes a number, not "long".'],
  [['--seconds', '0'], '--seconds takes a number, not "0".'],
  [['--seed', ''], '--seed takes a number, not "".'],
  [['--sed', '7'], "Unknown option '--sed'"],
  [['--seed'], 'argument missing'],
  [['7'], "Unexpected argument '7'"],
])('what cannot be asked for is told in a sentence, with what can: %s', (args, sentence) => {
  const asked = () => fuzzOptions(args);
  expect(asked).toThrow(FuzzOptionError);
  expect(asked).toThrow(sentence);
  expect(asked).toThrow('npm run fuzz -- [--seconds 60]');
});
