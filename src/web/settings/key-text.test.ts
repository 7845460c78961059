import { expect, test } from 'vitest';
import { isPlanKey } from '../../protocol/qwen-places.ts';
import { cleanKey, keyProblem } from './key-text.ts';

test('a pasted key loses what came with it and nothing else', () => {
  for (const pasted of [
    'sk-abc123',
    '  sk-abc123\n',
    '"sk-abc123"',
    '“sk-abc123”',
    'Bearer sk-abc123',
    'Authorization: Bearer sk-abc123\r\n',
    '\ufeffsk-abc123\u200b',
  ]) {
    expect(cleanKey(pasted)).toBe('sk-abc123');
  }
  expect(cleanKey('sk-"odd"')).toBe('sk-"odd"');
});

test('a key that a header cannot carry is found before it is tried', () => {
  expect(keyProblem('sk-abc 123', true)).toBe('not-a-key');
  expect(keyProblem('密钥', true)).toBe('not-a-key');
  expect(keyProblem('sk-…abc', true)).toBe('not-a-key');
  expect(keyProblem('sk-abc123', true)).toBeUndefined();
});

test('an empty key is fine only where none is needed', () => {
  expect(keyProblem('', true)).toBe('missing');
  expect(keyProblem('', false)).toBeUndefined();
});

test('a plan key is known by its prefix', () => {
  expect(isPlanKey('sk-sp-1234')).toBe(true);
  expect(isPlanKey('sk-ws-1234')).toBe(false);
});
