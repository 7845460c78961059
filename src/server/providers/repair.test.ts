import { expect, test } from 'vitest';
import type { ChatBody } from './request.ts';
import { repaired } from './repair.ts';

const refused = (detail: string) => ({ code: 'parameter_refused', retryable: false, detail }) as const;
const body = {
  model: 'm',
  messages: [],
  stream: true,
  max_tokens: 9000,
  temperature: 1,
  enable_thinking: false,
};

const repairedBody = (asked: ChatBody, error: Parameters<typeof repaired>[1]): ChatBody | null =>
  repaired(asked, error)?.body ?? null;

test('a setting that the server names is left away', () => {
  const detail = 'The value of the enable_thinking parameter is restricted to True.';
  expect(repairedBody(body, refused(detail))).toEqual({
    model: 'm',
    messages: [],
    stream: true,
    max_tokens: 9000,
    temperature: 1,
  });
  expect(
    repairedBody({ model: 'm', reasoning_effort: 'none' }, refused('"m" does not support thinking')),
  ).toEqual({ model: 'm' });
  expect(repairedBody({ model: 'm', stream_options: {} }, refused('Unknown field: stream_options'))).toEqual({
    model: 'm',
  });
});

test('a limit is clamped to what the server names', () => {
  const detail = '<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 8192]';
  expect(repairedBody(body, refused(detail))).toMatchObject({ max_tokens: 8192, enable_thinking: false });
});

test('a limit goes by the name that the server asks for', () => {
  const detail = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
  const repaired = repairedBody(body, refused(detail));
  expect(repaired).toMatchObject({ max_completion_tokens: 9000 });
  expect(repaired).not.toHaveProperty('max_tokens');
});

test('what is not about our settings is not asked again', () => {
  expect(repairedBody(body, refused('messages must not be empty'))).toBeNull();
  expect(repairedBody(body, { code: 'key_invalid', retryable: false, detail: 'temperature' })).toBeNull();
});

test('what was done is told as a setting, and what was learned keeps the next question legal', () => {
  const learned = (asked: ChatBody, detail: string) => {
    const { learned, adjusted } = repaired(asked, refused(detail))!;
    return { learned, adjusted };
  };
  expect(learned(body, 'The model does not support the enable_thinking parameter.')).toEqual({
    learned: { thinking: 'none' },
    adjusted: [{ setting: 'thinking' }],
  });
  expect(learned(body, 'Range of max_tokens should be [1, 8192]')).toEqual({
    learned: { 'range.max_tokens': { min: 1, max: 8192 } },
    adjusted: [{ setting: 'maxTokens', to: 8192 }],
  });
  expect(learned({ model: 'm', temperature: 2 }, "'temperature' must be Float in [0.0, 2.0)")).toEqual({
    learned: { 'range.temperature': { min: 0, max: 1.99 } },
    adjusted: [{ setting: 'temperature', to: 1.99 }],
  });
  expect(
    learned(
      { model: 'm', thinking_budget: 99_999 },
      'The thinking_budget parameter must be a positive integer and not greater than 38912',
    ),
  ).toMatchObject({ adjusted: [{ setting: 'depth', to: 38_912 }] });
  expect(learned({ model: 'm', enable_search: true }, 'The model does not support enable_search.')).toEqual({
    learned: { 'refuses.enable_search': true },
    adjusted: [{ setting: 'search' }],
  });
});

test('JSON is asked for with the word in the question, and without thinking, where the model wants it so', () => {
  const asked = {
    model: 'm',
    messages: [{ role: 'user', content: 'a list' }],
    response_format: { type: 'json_object' },
    enable_thinking: true,
    thinking_budget: 100,
  };
  const thinks = repaired(asked, refused('Json mode response is not supported when enable_thinking is true'));
  expect(thinks).toMatchObject({ body: { enable_thinking: false }, adjusted: [{ setting: 'thinking' }] });
  expect(thinks?.body).not.toHaveProperty('thinking_budget');
  const worded = repaired(asked, refused("'messages' must contain the word 'json' in some form"));
  expect(worded).toMatchObject({
    body: { messages: [{ role: 'user', content: 'a list\n\n(JSON)' }] },
    adjusted: [{ setting: 'jsonWord' }],
  });
});

test('a range that was kept is not what was refused', () => {
  const detail = "max_tokens is within [1, 8192], but 'temperature' is not supported";
  expect(repaired({ model: 'm', max_tokens: 100, temperature: 1 }, refused(detail))?.learned).toEqual({
    'refuses.temperature': true,
  });
});

test('a model that takes no marks for a cache is sent the bare text, which is nobody’s wish and not told', () => {
  const content = [{ type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } }];
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content },
  ];
  const repair = repaired({ model: 'm', messages }, refused('Unexpected item type in content.'));
  expect(repair).toEqual({
    body: { model: 'm', messages: [messages[0], { role: 'user', content: 'hi' }] },
    learned: { 'refuses.cache_control': true },
    adjusted: [],
  });
});
