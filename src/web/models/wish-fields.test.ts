import { expect, test } from 'vitest';
import { plainTakes } from '../../protocol/models.ts';
import { numberFields, readNumber, readStopWords } from './wish-fields.ts';

const [temperature, , limit] = numberFields(plainTakes);

test.each<[text: string, value: number | undefined | null]>([
  ['', undefined],
  ['  ', undefined],
  ['0.7', 0.7],
  ['0,7', 0.7],
  ['０．７', 0.7],
  ['2', 2],
  ['2.1', null],
  ['-1', null],
  ['1e3', null],
  ['warm', null],
])('a temperature that is typed as "%s" is %s', (text, value) => {
  expect(readNumber(text, temperature!)).toBe(value);
});

test('a limit is a whole number', () => {
  expect(readNumber('1000', limit!)).toBe(1000);
  expect(readNumber('0.5', limit!)).toBeNull();
  expect(readNumber('0', limit!)).toBeNull();
});

test('stop words stand one a line, with the spaces that belong to them', () => {
  expect(readStopWords('END\n\n Q:\r\n', 4)).toEqual(['END', ' Q:']);
  expect(readStopWords('\n', 4)).toBeUndefined();
  expect(readStopWords('a\nb', 1)).toBeNull();
});

test('there is a field only for what the model takes', () => {
  const names = numberFields({ ...plainTakes, temperature: null, seed: false }).map(({ name }) => name);
  expect(names).toEqual(['topP', 'maxTokens']);
});
