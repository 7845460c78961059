import { expect, test } from 'vitest';
import { isSendKey } from './keys.ts';

const enter = { key: 'Enter', shiftKey: false, altKey: false, isComposing: false, keyCode: 13 };

test('Enter sends', () => expect(isSendKey(enter)).toBe(true));

test.each([
  ['breaks the line with Shift', { shiftKey: true }],
  ['breaks the line with Alt', { altKey: true }],
  ['takes a candidate in Chromium and Firefox', { isComposing: true }],
  ['takes a candidate in Safari', { keyCode: 229 }],
  ['is another key', { key: 'a' }],
])('Enter that %s does not send', (_, change) => expect(isSendKey({ ...enter, ...change })).toBe(false));
