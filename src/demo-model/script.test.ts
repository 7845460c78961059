import { expect, test } from 'vitest';
import { parseScript, scriptInModel, scriptInQuestion } from './script.ts';

test('a script may be pairs, JSON, a name, or a name with pairs', () => {
  expect(parseScript('tokens=100&rate=12.5')).toEqual({ tokens: 100, rate: 12.5 });
  expect(parseScript('{"text":"t","stepped":true}')).toEqual({ text: 't', stepped: true });
  expect(parseScript('stall')).toEqual({ stallAfter: 5 });
  expect(parseScript('stall?stallMs=10')).toEqual({ stallAfter: 5, stallMs: 10 });
  expect(parseScript('invalid_api_key')).toEqual({ error: 'invalid_api_key' });
  expect(parseScript('')).toEqual({});
});

test('numbers in a text stay text', () => {
  expect(parseScript('text=123&key=7')).toEqual({ text: '123', key: '7' });
});

test('tool calls take their arguments as an object or as the text that is to be sent', () => {
  const calls = [
    { name: 'a', arguments: { city: '杭州' } },
    { id: 'call_b', name: 'b', arguments: '{"broken' },
  ];
  expect(parseScript(`toolCalls=${encodeURIComponent(JSON.stringify(calls))}`).toolCalls).toEqual([
    { name: 'a', arguments: '{"city":"杭州"}' },
    { id: 'call_b', name: 'b', arguments: '{"broken' },
  ]);
});

test('only what says that it is a script is taken for one', () => {
  expect(scriptInModel('demo')).toBeUndefined();
  expect(scriptInQuestion('What is /script {"tokens":1}?')).toBeUndefined();
  expect(scriptInQuestion('/script {"tokens":\n1}')).toEqual({ tokens: 1 });
  expect(scriptInQuestion('/script cut and some words')).toEqual({ cutAfter: 5 });
});
