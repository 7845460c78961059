import { expect, test } from 'vitest';
import { maxQuestionBytes } from '../../protocol/messages.ts';
import { overLimit } from './limits.ts';

test('a text is too long by its bytes, not by its letters', () => {
  expect(overLimit('a'.repeat(maxQuestionBytes))).toBe('');
  expect(overLimit('a'.repeat(maxQuestionBytes + 1))).toBe('1 B');
  expect(overLimit('墨'.repeat(maxQuestionBytes / 2))).toBe('128 KiB');
  expect(overLimit('a'.repeat(5 * 1024 * 1024))).toBe('4.8 MiB');
});
