import { expect, test } from 'vitest';
import { languageOf } from './sentences.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
  ['fr, zh;q=0.5, en;q=0.4', 'zh'],
  ['zh;q=0, en', 'en'],
  ['en;q=0.3, zh-Hant-TW;q=0.7', 'zh'],
  ['de', 'en'],
  ['*', 'en'],
  ['zhx', 'en'],
])('the caller is spoken to in its language: %s → %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});
