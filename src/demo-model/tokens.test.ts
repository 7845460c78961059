import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countTokens, tokenize } from './tokens.ts';

test('the tokens of a text, joined, are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => [...tokenize(text)].join('') === text),
    { examples: [['你好，world! 🖋️\r\n\tnaïve 12345 ———— internationalisation']] },
  );
});

test('words bring their space along, and Chinese comes in ones and twos', () => {
  expect([...tokenize('The quick fox')]).toEqual(['The', ' quick', ' fox']);
  expect(Math.max(...[...tokenize('一位老和尚在庙里讲故事给小和尚听')].map(({ length }) => length))).toBe(2);
});

test('a page of text has a plausible number of tokens', () => {
  expect(countTokens('Ink began as smoke. '.repeat(100))).toBeGreaterThan(400);
  expect(countTokens('墨，起初不过是烟。'.repeat(100))).toBeLessThan(900);
});
