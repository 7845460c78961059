import { expect, test } from 'vitest';
import { chatRequest } from './request.ts';
import { titleOf } from './title.ts';

function title(exchange: string): string | undefined {
  const messages = [
    { role: 'system', content: 'Write a title for this conversation, in its language.' },
    { role: 'user', content: exchange },
  ];
  return titleOf(chatRequest({ model: 'demo', messages, max_tokens: 20 }));
}

test.each([
  [
    'User: How do I sharpen a kitchen knife at home?\n\nAssistant: With a stone.',
    'How do I sharpen a kitchen',
  ],
  ['Question:\n“Hello, there!”\n\nAnswer:\nHello', 'Hello, there'],
  ['用户：怎样磨一把菜刀，才能磨得又快又好？\n助手：用磨刀石。', '怎样磨一把菜刀'],
  ['请帮我写一首关于秋天的七言律诗', '请帮我写一首关于秋天的七'],
  ['<question>\n# 你好\n</question>', '你好'],
])('the title of %j is %j', (exchange, expected) => {
  expect(title(exchange)).toBe(expected);
});

test('an ordinary request gets no title', () => {
  expect(titleOf(chatRequest({ messages: [{ role: 'user', content: 'Write a title' }] }))).toBeUndefined();
});
