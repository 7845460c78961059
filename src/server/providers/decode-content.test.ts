import { describe, expect, test } from 'vitest';
import { chunk, decode, say, stop } from '../../../test/support/decoded.ts';

describe('thinking', () => {
  test.each(['reasoning_content', 'reasoning'])('is found in %s', (field) => {
    const body =
      chunk({ content: null, [field]: 'hm' }) + chunk({ content: '', [field]: 'm.' }) + say('So.') + stop;
    expect(decode(body)).toMatchObject({ reasoning: 'hmm.', text: 'So.' });
  });

  test('in both fields counts once', () => {
    const body = chunk({ reasoning_content: 'hm', reasoning: 'hm' }) + say('So.') + stop;
    expect(decode(body)).toMatchObject({ reasoning: 'hm', text: 'So.' });
  });

  test('in an empty field and a full one is found', () => {
    expect(decode(chunk({ reasoning_content: '', reasoning: 'hm' }) + stop).reasoning).toBe('hm');
  });

  test('in details alone, or in parts, is found', () => {
    expect(
      decode(chunk({ reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] }) + stop).reasoning,
    ).toBe('hm');
    const parts = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
      { type: 'text', text: 'So.' },
    ];
    expect(decode(chunk({ content: parts }) + stop)).toMatchObject({ reasoning: 'hm', text: 'So.' });
  });

  test.each([
    ['<think>a</think>b', 'a', 'b'],
    ['\n<think>\n a \n</think>\n\n b', 'a', 'b'],
    ['<think></think>b', '', 'b'],
    ['<think>\n\n</think>\n\nb', '', 'b'],
    ['<think>1 < 2 </ think></think>b</think>', '1 < 2 </ think>', 'b</think>'],
    ['<think>a</think>b <think>c</think>', 'a', 'b <think>c</think>'],
    ['<thinking>a</thinking>', '', '<thinking>a</thinking>'],
    ['<thin', '', '<thin'],
    ['  two spaces', '', '  two spaces'],
    ['a</think>b', '', 'a</think>b'],
    ['<think>never closed </thin', 'never closed </thin', ''],
  ])('in tags is told from text: %j', (content, reasoning, text) => {
    expect(decode(say(...content) + stop)).toMatchObject({ reasoning, text });
    expect(decode(say(content) + stop)).toMatchObject({ reasoning, text });
  });

  test('in tags, cut, gives no half tag to the text', () => {
    expect(decode(say('<think>hm', '</th'))).toMatchObject({ reasoning: 'hm', text: '' });
  });

  test('of a model that always thinks may lack its opening tag', () => {
    const body =
      say('hm', '</think>', '\n\nSo.').replaceAll('{"choices"', '{"model":"QwQ-32B","choices"') + stop;
    expect(decode(body)).toMatchObject({ reasoning: 'hm', text: 'So.' });
  });

  test('that was assumed and never closed is repeated as the answer', () => {
    const body = say('Hello', '.').replaceAll('{"choices"', '{"model":"deepseek-r1:8b","choices"');
    expect(decode(body + stop)).toMatchObject({ reasoning: 'Hello.', text: 'Hello.' });
    expect(decode(body)).toMatchObject({ reasoning: 'Hello.', text: '' });
  });

  test('in a field leaves tags in the text alone', () => {
    expect(decode(chunk({ reasoning: 'hm' }) + say('<think>is a tag') + stop).text).toBe('<think>is a tag');
  });
});

describe('a tool call', () => {
  const call = (piece: object): string => chunk({ tool_calls: [piece] });
  const done = chunk({}, 'tool_calls');
  const callsOf = (body: string): unknown => decode(body + done).end.toolCalls;

  test('keeps its id and name when later pieces have empty ones', () => {
    const body =
      call({ index: 0, id: 'a', function: { name: 'f', arguments: '' } }) +
      call({ index: 0, id: '', function: { name: '', arguments: '{"x"' } }) +
      call({ index: 0, id: null, function: { name: null, arguments: null } }) +
      call({ index: 0, function: { arguments: ':1}' } });
    expect(callsOf(body)).toEqual([{ id: 'a', name: 'f', arguments: '{"x":1}' }]);
  });

  test('without an index belongs to the latest one', () => {
    const body =
      call({ id: 'a', function: { name: 'f', arguments: '{' } }) +
      call({ function: { arguments: '}' } }) +
      call({ id: 'b', function: { name: 'g', arguments: '{}' } });
    expect(callsOf(body)).toEqual([
      { id: 'a', name: 'f', arguments: '{}' },
      { id: 'b', name: 'g', arguments: '{}' },
    ]);
  });

  test('may be written at the same time as another', () => {
    const body =
      call({ index: 0, id: 'a', function: { name: 'f', arguments: '{"a"' } }) +
      call({ index: 1, id: 'b', function: { name: 'g', arguments: '{"b"' } }) +
      call({ index: 0, function: { arguments: ':1}' } }) +
      call({ index: 1, function: { arguments: ':2}' } });
    expect(callsOf(body)).toEqual([
      { id: 'a', name: 'f', arguments: '{"a":1}' },
      { id: 'b', name: 'g', arguments: '{"b":2}' },
    ]);
  });

  test('is another one when it has an id and a name of its own, although the number is the same', () => {
    const body =
      call({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }) +
      call({ index: 0, id: 'b', function: { name: 'f', arguments: '{}' } });
    expect(callsOf(body)).toHaveLength(2);
  });

  test('is the same one when only a made-up id is new', () => {
    const body =
      call({ index: 0, id: 'a', function: { name: 'f', arguments: '{' } }) +
      call({ index: 0, id: 'z', function: { arguments: '}' } });
    expect(callsOf(body)).toEqual([{ id: 'a', name: 'f', arguments: '{}' }]);
  });

  test('may have its arguments as an object, or come in the old form', () => {
    expect(callsOf(call({ function: { name: 'f', arguments: { x: 1 } } }))).toEqual([
      { id: '', name: 'f', arguments: '{"x":1}' },
    ]);
    expect(callsOf(chunk({ function_call: { name: 'f', arguments: '{}' } }))).toMatchObject([{ name: 'f' }]);
  });
});
