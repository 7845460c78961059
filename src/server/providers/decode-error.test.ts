import { describe, expect, test } from 'vitest';
import { chunk, codeOf, data, decode, say, stop } from '../../../test/support/decoded.ts';

describe('an error inside the stream', () => {
  test.each([
    ['as an object', data({ error: { message: 'busy', code: 'ModelUnavailable' } }), 'overloaded'],
    ['as a string', data({ error: 'model runner has unexpectedly stopped' }), 'upstream_failed'],
    ['with a number as its code', data({ error: { code: 429, message: 'slow down' } }), 'rate_limited'],
    ['with a number in a string', data({ error: { code: '503', message: 'no' } }), 'overloaded'],
    [
      'flat',
      data({ object: 'error', message: 'boom', type: 'InternalServerError', code: 500 }),
      'upstream_failed',
    ],
    [
      'native',
      'event:error\n:HTTP_STATUS/400\n' + data({ code: 'InvalidParameter', message: 'no', request_id: 'r' }),
      'parameter_refused',
    ],
    ['in plain words', 'event: error\ndata: something broke\n\n', 'upstream_failed'],
    [
      'with its true status in brackets',
      data({ error: { message: '<429> InternalError.Algo: Too many' } }),
      'rate_limited',
    ],
    [
      'beside a last chunk',
      chunk({ content: '' }, 'error', { error: { code: 502, message: 'bad gateway' } }),
      'upstream_failed',
    ],
    [
      'inside the choice',
      data({ choices: [{ delta: {}, error: { code: 429, message: 'slow' } }] }),
      'rate_limited',
    ],
    [
      'without framing, at the end',
      'error: {"code":500,"message":"context overflow","type":"server_error"}\n\n',
      'context_too_long',
    ],
    ['as bare JSON, at the end', '{"error":{"message":"boom","code":500}}\n', 'upstream_failed'],
  ])('is found %s', (_name, body, code) => {
    const answer = decode(say('half') + body);
    expect(answer).toMatchObject({ text: 'half', end: { outcome: 'failed' } });
    expect(codeOf(answer)).toBe(code);
    expect(codeOf(decode(body + 'data: [DONE]\n\n'))).not.toBeNull();
  });

  test('wins over a finish reason', () => {
    expect(codeOf(decode(say('a') + stop + data({ error: { message: 'boom' } })))).toBe('upstream_failed');
  });

  test('is not what says nothing', () => {
    expect(decode(chunk({ content: 'a' }, 'stop', { error: null })).end.outcome).toBe('complete');
  });
});

describe('a reply that is no stream', () => {
  const completion = {
    choices: [{ index: 0, message: { role: 'assistant', content: '好。' }, finish_reason: 'stop' }],
  };

  test('may be a whole completion', () => {
    expect(decode(JSON.stringify(completion))).toMatchObject({ text: '好。', end: { outcome: 'complete' } });
    expect(decode('\n\n\r\n' + JSON.stringify(completion, null, 2))).toMatchObject({ text: '好。' });
    expect(decode(data(completion) + 'data: [DONE]\n\n')).toMatchObject({
      text: '好。',
      end: { outcome: 'complete' },
    });
  });

  test('may be a whole completion with tool calls and tags', () => {
    const message = {
      content: '<think>hm</think>So.',
      tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
    };
    const answer = decode(JSON.stringify({ choices: [{ message, finish_reason: 'tool_calls' }] }));
    expect(answer).toMatchObject({
      reasoning: 'hm',
      text: 'So.',
      end: { toolCalls: [{ id: 'a', name: 'f' }] },
    });
  });

  test('may be chunks a line, without their framing', () => {
    const lines = (say('你', '好') + stop).replaceAll('data: ', '').replaceAll('\n\n', '\n');
    expect(decode(lines)).toMatchObject({ text: '你好', end: { outcome: 'complete' } });
  });

  test('cut in the middle is cut', () => {
    expect(codeOf(decode(JSON.stringify(completion).slice(0, -3)))).toBe('upstream_cut');
    expect(codeOf(decode(''))).toBe('upstream_cut');
  });

  test('may be an error, although its status says that all is well', () => {
    const error = { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } };
    expect(codeOf(decode(JSON.stringify(error)))).toBe('key_invalid');
    expect(codeOf(decode(': keep-alive\n\n' + JSON.stringify(error)))).toBe('key_invalid');
    expect(codeOf(decode('{"code":"Throttling","message":"slow","request_id":"r"}'))).toBe('rate_limited');
  });

  test.each([
    ['a page', '<!DOCTYPE html><html><head><title>Sign in</title></head></html>', 'Sign in'],
    ['a line of text', 'Hello from the wrong port', 'Hello from the wrong port'],
    ['some other JSON', '{"status":"ok"}', '{"status":"ok"}'],
  ])('may be %s, which no second try makes better', (_name, body, detail) => {
    expect(decode(body).end).toMatchObject({
      outcome: 'failed',
      error: { code: 'upstream_unreadable', retryable: false, detail },
    });
  });

  test.each([
    ['JSON', '{"error":{"message":"m","code":"limit_requests"},"request_id":"r-1"}'],
    ['an event', 'data: {"error":{"message":"m","code":"limit_requests"},"request_id":"r-1"}\n\n'],
    [
      'an event that is named',
      'id:1\nevent:error\n:HTTP_STATUS/429\ndata:{"code":"Throttling.RateQuota","message":"m","request_id":"r-1"}\n\n',
    ],
    ['native JSON', '{"code":"Throttling.RateQuota","message":"m","request_id":"r-1"}'],
    ['flat JSON', '{"object":"error","message":"m","type":"rate_limit_exceeded","code":429,"id":"r-1"}'],
    ['JSON in an array', '[{"error":{"message":"m","code":429},"id":"r-1"}]'],
  ])('may be a refusal as %s', (_name, body) => {
    expect(decode(body, { status: 429 }).end).toMatchObject({
      outcome: 'failed',
      requestId: 'r-1',
      error: { code: 'rate_limited', httpStatus: 429, requestId: 'r-1', detail: 'm' },
    });
  });
});
