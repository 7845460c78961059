import { expect, test } from 'vitest';
import { finishedSentences, withoutMarks } from './speech.ts';

test('only whole sentences are read, each once', () => {
  const text = 'Pi is 3.14 or so. It goes on';
  const first = finishedSentences(text, 0);
  expect(first.spoken).toBe('Pi is 3.14 or so.');
  expect(finishedSentences(text, first.next)).toEqual({ spoken: '', next: first.next });
  expect(finishedSentences(`${text}. And on`, first.next).spoken).toBe('It goes on.');
});

test('a Chinese sentence ends without a space', () => {
  expect(finishedSentences('墨分五色。焦浓重', 0)).toEqual({ spoken: '墨分五色。', next: 5 });
});

test('the marks of Markdown are not read', () => {
  expect(withoutMarks('## Ink\n\n- **one** `two`\n- [three](https://a.example)\n> four')).toBe(
    'Ink one two three four',
  );
});
