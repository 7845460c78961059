import { expect, test } from 'vitest';
import { isolated, unturned } from './isolated.ts';

test('what somebody else wrote turns nothing in a sentence of ours', () => {
  expect(isolated('invoice \u202efdp.exe')).toBe('invoice fdp.exe');
  expect(isolated('a\u2069\u2067b')).toBe('ab');
});

test('what is written from right to left stands in a sentence by itself', () => {
  expect(isolated('שלום')).toBe('\u2068שלום\u2069');
  expect(isolated('مرحبا\u2069 \u202eabc')).toBe('\u2068مرحبا abc\u2069');
});

test('all else is as it was written', () => {
  for (const text of ['', 'Grüße, 世界 👩‍💻', 'a\u200bb']) expect(isolated(text)).toBe(text);
  expect(unturned('שלום')).toBe('שלום');
});
