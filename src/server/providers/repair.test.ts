import { expect, test } from 'vitest';
import { repairedBody } from './repair.ts';

const refused = (detail: string) => ({ code: 'parameter_refused', retryable: false, detail }) as const;
const body = {
  model: 'm',
  messages: [],
  stream: true,
  max_tokens: 9000,
  temperature: 1,
  enable_thinking: false,
};

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
