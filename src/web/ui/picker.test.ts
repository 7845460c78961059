import { expect, test } from 'vitest';
import { type PickerGroup, search, shortened } from './picker.ts';

const groups: PickerGroup[] = [
  {
    id: 'a',
    label: 'Alibaba Cloud',
    items: [
      { id: 'a/qwen-max', label: 'qwen-max-latest' },
      { id: 'a/qwen-plus', label: 'qwen-plus', keywords: '通义千问' },
    ],
  },
  { id: 'b', label: 'Ollama', items: [{ id: 'b/qwen3', label: 'qwen3:8b' }] },
  { id: 'c', label: 'Empty', note: 'The server cannot be reached.', items: [] },
];

const found = (text: string): string[] =>
  search(groups, text).flatMap(({ items }) => items.map(({ id }) => id));

test('nothing typed shows every group, also one that has only a note', () => {
  expect(search(groups, '  ')).toEqual(groups);
});

test('every word has to be there, in any order and in any case', () => {
  expect(found('MAX qwen')).toEqual(['a/qwen-max']);
  expect(found('qwen')).toEqual(['a/qwen-max', 'a/qwen-plus', 'b/qwen3']);
});

test('the name of a group finds all that is in it', () => {
  expect(found('ollama')).toEqual(['b/qwen3']);
});

test('a keyword that is not shown is found too', () => {
  expect(found('千问')).toEqual(['a/qwen-plus']);
});

test('groups without a match are left out', () => {
  expect(search(groups, 'nothing like it')).toEqual([]);
});

test('what a model can do is found too, and full-width letters are letters', () => {
  const group = { id: 'a', label: 'A', items: [{ id: 'a/x', label: 'qwen-max', hint: '可思考 · 图片' }] };
  expect(search([group], 'ｑｗｅｎ　思考')).toEqual([group]);
});

test('as many items are drawn as are asked for, in their groups', () => {
  const ids = (atMost: number): string[][] =>
    shortened(groups, atMost).map(({ items }) => items.map(({ id }) => id));
  expect(ids(1)).toEqual([['a/qwen-max']]);
  expect(ids(3)).toEqual([['a/qwen-max', 'a/qwen-plus'], ['b/qwen3']]);
  expect(ids(9)).toEqual([['a/qwen-max', 'a/qwen-plus'], ['b/qwen3'], []]);
});
