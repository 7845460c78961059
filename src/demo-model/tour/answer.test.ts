import { expect, test } from 'vitest';
import { chatRequest } from '../request.ts';
import type { Script } from '../scenario.ts';
import { tourAnswer } from './answer.ts';

/** The answers to these questions, put one after the other in one conversation. */
function conversation(questions: string[], model = 'demo'): string[] {
  const messages: { role: string; content: string }[] = [];
  for (const content of questions) {
    messages.push({ role: 'user', content });
    messages.push({ role: 'assistant', content: tourAnswer(chatRequest({ model, messages })).text ?? '' });
  }
  return messages.filter(({ role }) => role === 'assistant').map(({ content }) => content);
}

function answerTo(content: string, body: object = {}): Script {
  return tourAnswer(chatRequest({ model: 'demo', messages: [{ role: 'user', content }], ...body }));
}

const lastOf = (...questions: string[]): string => conversation(questions).at(-1) ?? '';

test('the first answer says that it is no language model and how to reach one, in the language of the question', () => {
  for (const question of ['Hello', 'Why is the sky blue?', 'show me a table']) {
    expect(answerTo(question).text).toMatch(/not a language model.*DASHSCOPE_API_KEY/);
  }
  expect(answerTo('天空为什么是蓝的？').text).toMatch(/不是语言模型.*DASHSCOPE_API_KEY/);
  expect(lastOf('Hello', 'Why is the sky blue?')).not.toContain('not a language model');
});

test('asked who it is, it says so again', () => {
  expect(lastOf('Hello', 'Are you ChatGPT?')).toContain('**not a language model**');
  expect(lastOf('你好', '你是谁？')).toContain('**不是语言模型**');
  expect(lastOf('你好', '怎么接入千问？')).toContain('DASHSCOPE_API_KEY');
});

test.each([
  ['what did I say two turns ago?', 'Two'],
  ['What was my first message?', 'One'],
  ['the second one?', 'Two'],
  ['What did I just say?', 'Three'],
  ['what did I say before last', 'Two'],
  ['我刚才说了什么', 'Three'],
  ['两轮之前我说了什么？', 'Two'],
  ['三轮之前呢', 'One'],
  ['我的第一句话是什么？', 'One'],
  ['第二句', 'Two'],
])('after “One”, “Two” and “Three”, “%s” brings back “%s”', (question, line) => {
  expect(lastOf('One', 'Two', 'Three', question)).toMatch(new RegExp(`\n> ${line}$`));
});

test('it repeats its own lines too', () => {
  const [first, , repeated] = conversation(['thanks', 'Two', 'What was your first answer?']);
  expect(repeated).toContain(`> ${first?.split('\n')[0]}`);
});

test('a line that was never said is not made up', () => {
  expect(lastOf('One', 'what did I say five turns ago?')).toContain('does not go back that far');
  expect(lastOf('一', '第九句呢')).toContain('还没有那么长');
});

test('a name that was told is known later, in either language', () => {
  expect(lastOf('My name is Ada Lovelace. Hello!', 'How are you?', 'What is my name?')).toContain(
    'Ada Lovelace',
  );
  expect(lastOf('我叫小明，你呢', '今天天气不错', '我叫什么？')).toContain('你叫小明');
  expect(lastOf('我叫小明', 'Do you know my name?')).toContain('Your name is 小明');
  expect(lastOf('你好', '我叫什么名字？')).toContain('还没有告诉我');
});

test.each([
  ['show me Markdown', '# A page of Markdown'],
  ['Show me some code, please', '```typescript'],
  ['table', '| Stone |'],
  ['show me maths', '\\['],
  ['make a list', '- [x]'],
  ['help', '`write 2000 words`'],
  ['看看 Markdown', '# 一页 Markdown'],
  ['写段代码', '```typescript'],
  ['来个表格', '| 名砚 |'],
  ['看看公式', '\\['],
  ['列个清单', '- [x]'],
  ['帮助', '`写2000字`'],
])('“%s” shows %s', (question, shown) => {
  expect(lastOf('Hi', question)).toContain(shown);
});

test('a question that merely mentions a thing is no request for it', () => {
  expect(lastOf('Hi', 'Why does my table have an error?')).toContain('“Why does my table have an error?”');
  expect(lastOf('你好', '昨天的代码为什么报错')).toContain('“昨天的代码为什么报错”');
});

test('every request that the help names is understood', () => {
  for (const [first, help] of [
    ['Hi', 'help'],
    ['你好', '帮助'],
  ] as const) {
    const named = [...lastOf(first, help).matchAll(/^\| `(.+?)` \|/gm)].map(([, request = '']) => request);
    expect(named).toHaveLength(10);
    for (const request of named) expect(lastOf(first, request)).not.toContain(request);
  }
});

test.each([
  ['write 700 words', 700, (text: string) => text.split(/\s+/).length],
  ['Write me a story of 3,000 words', 3000, (text: string) => text.split(/\s+/).length],
  ['写2000字', 2000, (text: string) => text.length],
  ['写一篇三千五百字的文章', 3500, (text: string) => text.length],
  ['来1万字', 10_000, (text: string) => text.length],
])('“%s” gives about that many', (request, wanted, measure) => {
  const length = measure(lastOf('Hi', request));
  expect(length).toBeGreaterThan(wanted * 0.98);
  expect(length).toBeLessThan(wanted * 1.15);
});

test('thinking comes when it is asked for, by the request, the model or the words', () => {
  expect(answerTo('Hello').thinking).toBe(0);
  expect(answerTo('Hello', { enable_thinking: true }).thinking).toContain('“Hello”');
  expect(answerTo('你好', { model: 'demo-thinking' }).thinking).toContain('“你好”');
  expect(answerTo('你好', { model: 'demo-thinking', enable_thinking: false }).thinking).toBe(0);
  expect(answerTo('think about it').thinking).toContain('riddle');
});

test('an error breaks off after its last word, and the text before it is the same each time', () => {
  const script = answerTo('show me an error');
  expect(script).toMatchObject({ error: 'internal_error', text: answerTo('show me an error').text });
  expect(script.errorAfter).toBeGreaterThan(30);
});

test('any other question is quoted and counted', () => {
  expect(lastOf('Hello', 'Bonjour', 'Where is the moon tonight?')).toMatch(
    /three messages.*“Where is the moon tonight\?”/,
  );
  expect(lastOf('你好', '月亮在哪里')).toMatch(/“月亮在哪里”.*第二句/);
  expect(lastOf('你好', '👍')).toContain('“👍”');
  expect(lastOf('Hello', '')).toContain('“…”');
});
