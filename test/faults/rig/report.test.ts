import { expect, it } from 'vitest';
import { table } from './report.ts';

const slice = { row: 'kill', seconds: 2, at: '', tries: 10, findings: [] };

it('slices add up to a line of the table, in which a try counts once for each kind of finding', () => {
  const found = [
    { kind: 'loss', at: 'token 1', what: 'a' },
    { kind: 'loss', at: 'token 1', what: 'b' },
    { kind: 'stuck', at: 'token 1', what: 'c' },
    { kind: 'loss', at: 'token 2', what: 'd' },
  ] as const;
  const results = [
    { ...slice, seed: 1 },
    { ...slice, seed: 2, findings: [...found] },
    { ...slice, seed: 5 },
    { ...slice, row: 'power', seed: 1 },
  ];
  expect(table(results, ['power', 'kill', 'clock']).split('\n')).toEqual([
    '| fault   | tries | losses | doubles | stuck | other | seeds  | seconds |',
    '| ------- | ----- | ------ | ------- | ----- | ----- | ------ | ------- |',
    '| `power` | 10    | 0      | 0       | 0     | 0     | 1      | 2       |',
    '| `kill`  | 30    | 2      | 0       | 1     | 0     | 1–2, 5 | 6       |',
  ]);
});
