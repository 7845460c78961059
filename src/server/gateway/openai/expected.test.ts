import { expect, test } from 'vitest';
import { expectedIn } from './expected.ts';

const prompt = (body: Record<string, unknown>): number => expectedIn(body).promptTokens;

test('what a request may use is in its texts, whatever shape they have', () => {
  const text = 'How much is this going to cost?';
  const plain = prompt({ messages: [{ role: 'user', content: text }] });
  expect(plain).toBeGreaterThan(8);
  expect(prompt({ messages: [{ role: 'user', content: [{ type: 'text', text }] }] })).toBe(plain);
  expect(prompt({ messages: [{ role: 'user', content: text }, { role: 'assistant' }] })).toBe(plain + 4);
  const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(1e6)}` } };
  expect(prompt({ messages: [{ role: 'user', content: [{ type: 'text', text }, image] }] })).toBe(
    plain + 1000,
  );
});

test('an answer is expected to be of the usual length, or as short as it was asked to be', () => {
  const messages = [{ role: 'user', content: 'hi' }];
  expect(expectedIn({ messages }).completionTokens).toBe(1000);
  expect(expectedIn({ messages, max_tokens: 5 }).completionTokens).toBe(5);
  expect(expectedIn({ messages, max_tokens: 9, max_completion_tokens: 7 }).completionTokens).toBe(7);
  expect(expectedIn({ messages, max_tokens: 1e6 }).completionTokens).toBe(1000);
});

test('embeddings cost what goes in: texts, or tokens', () => {
  expect(expectedIn({ input: 'two words' })).toEqual({
    promptTokens: prompt({ input: ['two words'] }),
    completionTokens: 0,
  });
  expect(prompt({ input: [[1, 2, 3], [4]] })).toBe(4);
  expect(prompt({})).toBe(0);
});
