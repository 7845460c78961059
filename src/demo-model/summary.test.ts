import { expect, test } from 'vitest';
import { chatRequest } from './request.ts';
import { summaryOf } from './summary.ts';

function summary(past: string): string | undefined {
  const messages = [
    { role: 'system', content: 'Below is the earlier part of a conversation.' },
    { role: 'user', content: past },
  ];
  return summaryOf(chatRequest({ model: 'demo', messages }));
}

test('a summary is how each question begins', () => {
  const past = `User: What is ink?\nReally?\n\nAssistant: Soot and glue.\n\nUser: ${'long '.repeat(20)}`;
  expect(summary(past)).toBe(
    `The demo cannot sum up. What was asked before:\n- What is ink?\n- ${'long '.repeat(12)}…`,
  );
  expect(summary('User: 墨是什么？')).toBe('演示模型不会概括。之前问过：\n- 墨是什么？');
});

test('a summary goes on from the one before', () => {
  expect(summary('Summary so far: They ask of ink.\n\nIt is black.\n\nUser: And soot?')).toBe(
    'They ask of ink.\n\nIt is black.\n- And soot?',
  );
});

test('an ordinary request gets no summary', () => {
  const messages = [{ role: 'user', content: 'Below is the earlier part' }];
  expect(summaryOf(chatRequest({ messages }))).toBeUndefined();
});
