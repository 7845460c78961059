import { describe, expect, test } from 'vitest';
import { ChatDecoder, type Decoded } from './decode.ts';
import type { Delta } from './delta.ts';
import type { ProviderKind } from './provider.ts';

interface Reply {
  status?: number;
  headers?: Record<string, string>;
  kind?: ProviderKind;
}

interface Answer {
  text: string;
  reasoning: string;
  deltas: Delta[];
  end: Decoded['end'];
}

/** Decoded whole, and byte by byte, which has to be the same. */
function decode(body: string | Uint8Array, reply: Reply = {}): Answer {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const whole = decodePieces([bytes], reply);
  const single = decodePieces(
    Array.from(bytes, (byte) => Uint8Array.of(byte)),
    reply,
  );
  expect({ ...single, deltas: [] }).toEqual({ ...whole, deltas: [] });
  return whole;
}

function decodePieces(
  pieces: Uint8Array[],
  { status = 200, headers = {}, kind = 'compatible' }: Reply,
): Answer {
  const decoder = new ChatDecoder({ status, headers }, { kind, apiKey: 'sk-test-key' });
  const deltas = pieces.flatMap((piece) => decoder.push(piece));
  const { deltas: last, end } = decoder.end();
  deltas.push(...last);
  const joined = (type: string): string =>
    deltas.map((delta) => (delta.type === type && 'text' in delta ? delta.text : '')).join('');
  return { text: joined('text'), reasoning: joined('reasoning'), deltas, end };
}

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (delta: object, finish: string | null = null, rest: object = {}): string =>
  data({ choices: [{ index: 0, delta, finish_reason: finish }], ...rest });
const say = (...pieces: string[]): string => pieces.map((content) => chunk({ content })).join('');
const stop = chunk({}, 'stop');
const codeOf = ({ end }: Answer): string | null => (end.outcome === 'failed' ? end.error.code : null);

describe('the framing', () => {
  const events = say('第一行\n', '第二行') + stop + 'data: [DONE]\n\n';

  test.each([
    ['with line feeds', events],
    ['with carriage returns', events.replaceAll('\n', '\r')],
    ['with both', events.replaceAll('\n', '\r\n')],
    ['mixed', events.replace('\n\n', '\r\n\n').replace('\n\n', '\r\r\n')],
    ['after a byte order mark', '\uFEFF' + events],
    ['without a space after the colon', events.replaceAll('data: ', 'data:')],
    [
      'with names, numbers and retry times',
      events.replaceAll('data: ', 'id: 7\nevent: message\nretry: 10\ndata: '),
    ],
    ['with comments inside an event', events.replaceAll('data: ', ': ping\ndata: ')],
    ['after blank lines', '\n\n\r\n' + events],
    ['without the last blank line', events.trimEnd()],
    ['without [DONE]', events.replace('data: [DONE]\n\n', '')],
    ['without [DONE] and the last blank line', events.replace('data: [DONE]\n\n', '').trimEnd()],
    ['over several data lines', events.replaceAll('"choices":[', '"choices":\ndata: [')],
    ['with unknown fields', events.replaceAll('data: {', 'x-trace: 1\ndata: {')],
  ])('%s, an answer is the same', (_name, body) => {
    const answer = decode(body);
    expect(answer.text).toBe('第一行\n第二行');
    expect(answer.end).toMatchObject({ outcome: 'complete', finishReason: 'stop' });
  });

  test('a character cut in two by escapes is put together before anybody sees half of it', () => {
    const { text, deltas } = decode(
      'data: {"choices":[{"delta":{"content":"a\\ud83d"}}]}\n\n' +
        'data: {"choices":[{"delta":{"content":"\\ude00b"}}]}\n\n' +
        stop,
    );
    expect(text).toBe('a😀b');
    for (const delta of deltas) expect('text' in delta && delta.text.isWellFormed()).toBe(true);
  });

  test('what follows [DONE] is not read', () => {
    expect(decode(say('all') + stop + 'data: [DONE]\n\n' + say(' more')).text).toBe('all');
  });

  test('[DONE] without a finish reason is no end', () => {
    expect(codeOf(decode(say('half') + 'data: [DONE]\n\n'))).toBe('upstream_cut');
  });

  test('an event that is broken in the middle is not passed over', () => {
    const answer = decode(say('one ') + 'data: {"choices":[{"del\n\n' + say('three') + stop);
    expect(codeOf(answer)).toBe('upstream_unreadable');
    expect(answer.text).toBe('one ');
  });

  test('pings of any kind are no answer and no error', () => {
    const answer = decode(
      'data: \n\ndata: ping\n\nevent: ping\ndata: {"type":"ping"}\n\ndata: null\n\n' + say('ok') + stop,
    );
    expect(answer).toMatchObject({ text: 'ok', end: { outcome: 'complete' } });
  });

  test('a line of 100 MB is refused, also when it arrives at once', () => {
    const bytes = new TextEncoder().encode(say('a'.repeat(2 * 1024 * 1024)) + stop);
    expect(codeOf(decodePieces([bytes], {}))).toBe('upstream_unreadable');
  });

  test('an answer of more than 4 MiB is ended, and what came is kept', () => {
    const answer = decodePieces(
      Array.from({ length: 9 }, () => new TextEncoder().encode(say('山'.repeat(170_000)))),
      {},
    );
    expect(codeOf(answer)).toBe('answer_too_long');
    expect(answer.text).toHaveLength(8 * 170_000);
  });
});

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

describe('usage', () => {
  const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };

  test.each([
    ['on a chunk of its own', say('a') + stop + data({ choices: [], usage })],
    ['on the finish chunk', say('a') + chunk({}, 'stop', { usage })],
    ['inside the choice', say('a') + data({ choices: [{ delta: {}, finish_reason: 'stop', usage }] })],
    [
      'on every chunk',
      chunk({ content: 'a' }, null, { usage: { ...usage, completion_tokens: 1 } }) +
        chunk({}, 'stop', { usage }),
    ],
    ['and then null', chunk({ content: 'a' }, 'stop', { usage }) + data({ choices: [], usage: null })],
    ['with choices null', say('a') + stop + data({ choices: null, usage })],
    ['without choices', say('a') + stop + data({ usage })],
  ])('is found %s', (_name, body) => {
    expect(decode(body).end.usage).toEqual({ promptTokens: 3, completionTokens: 5, totalTokens: 8 });
  });

  test('tells cached and thinking tokens in any vendor’s words', () => {
    const read = (extra: object): unknown =>
      decode(chunk({}, 'stop', { usage: { ...usage, ...extra } })).end.usage;
    expect(read({ cached_tokens: 2 })).toMatchObject({ cachedTokens: 2 });
    expect(read({ prompt_cache_hit_tokens: 2 })).toMatchObject({ cachedTokens: 2 });
    expect(read({ prompt_tokens_details: { cached_tokens: 2 } })).toMatchObject({ cachedTokens: 2 });
    expect(read({ reasoning_tokens: 4 })).toMatchObject({ reasoningTokens: 4 });
    expect(read({ completion_tokens_details: { reasoning_tokens: 4 } })).toMatchObject({
      reasoningTokens: 4,
    });
    expect(read({ prompt_tokens_details: null, completion_tokens_details: null })).toEqual({
      promptTokens: 3,
      completionTokens: 5,
      totalTokens: 8,
    });
  });
});

describe('an end', () => {
  test.each(['stop', 'length', 'tool_calls', 'function_call', 'eos', 'max_output_reached'])(
    '%s is complete',
    (reason) => {
      expect(decode(say('a') + chunk({}, reason)).end).toMatchObject({
        outcome: 'complete',
        finishReason: reason,
      });
    },
  );

  test.each([
    ['insufficient_system_resource', 'overloaded'],
    ['content_filter', 'content_filtered'],
    ['sensitive', 'content_filtered'],
    ['network_error', 'upstream_failed'],
    ['error', 'upstream_failed'],
    ['abort', 'upstream_cut'],
  ])('%s is a failure, and the text is kept', (reason, code) => {
    const answer = decode(say('a') + chunk({}, reason) + 'data: [DONE]\n\n');
    expect(answer).toMatchObject({ text: 'a', end: { outcome: 'failed', finishReason: reason } });
    expect(codeOf(answer)).toBe(code);
  });

  test('is told from a reason that is empty, absent, null or the word null', () => {
    const body =
      chunk({ content: 'a' }, '') +
      data({ choices: [{ delta: { content: 'b' } }] }) +
      chunk({ content: 'c' }, 'null');
    expect(codeOf(decode(body))).toBe('upstream_cut');
  });

  test('in a chunk with text counts the text', () => {
    expect(decode(chunk({ content: 'all' }, 'stop'))).toMatchObject({
      text: 'all',
      end: { outcome: 'complete' },
    });
  });

  test('with the whole message repeated says nothing twice', () => {
    const last = data({ choices: [{ index: 0, message: { content: 'all' }, finish_reason: 'stop' }] });
    expect(decode(say('all') + last).text).toBe('all');
    expect(decode(last).text).toBe('all');
  });

  test('of another choice is not ours', () => {
    const other = data({ choices: [{ index: 1, delta: { content: 'other' }, finish_reason: 'stop' }] });
    expect(decode(say('mine') + other)).toMatchObject({ text: 'mine', end: { outcome: 'failed' } });
  });

  test('refused by the model itself is its text', () => {
    expect(decode(chunk({ content: null, refusal: 'I cannot.' }, 'stop')).text).toBe('I cannot.');
  });
});

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

test('what the provider’s support asks for is in the header, else in the body', () => {
  expect(decode(say('a') + stop, { headers: { 'x-request-id': 'h-1' } }).end.requestId).toBe('h-1');
  expect(decode(chunk({}, 'stop', { id: 'chatcmpl-1' })).end.requestId).toBe('chatcmpl-1');
});

test('the pages that a search found are kept, from wherever they are told', () => {
  const zhipu = { web_search: [{ title: 'T', link: 'https://example.com/' }] };
  expect(decode(chunk({ content: 'a' }, 'stop', zhipu)).end.sources).toEqual([
    { url: 'https://example.com/', title: 'T' },
  ]);
  const annotations = [{ type: 'url_citation', url_citation: { url: 'https://example.org/' } }];
  expect(decode(chunk({ annotations }, 'stop')).end.sources).toMatchObject([{ url: 'https://example.org/' }]);
  expect(decode(chunk({}, 'stop', { web_search: [{ link: 'javascript:alert(1)' }] })).end.sources).toEqual(
    [],
  );
});

test('the native protocol in its oldest form is read', () => {
  const body =
    'data:{"output":{"text":"你","finish_reason":"null"},"usage":{"input_tokens":1,"output_tokens":1}}\n\n' +
    'data:{"output":{"text":"好","finish_reason":"stop"},"usage":{"input_tokens":1,"output_tokens":2}}\n\n';
  expect(decode(body, { kind: 'dashscope' })).toMatchObject({
    text: '你好',
    end: { outcome: 'complete', usage: { promptTokens: 1, completionTokens: 2 } },
  });
});

test.each([
  '{"choices":"no"}',
  '{"choices":[null]}',
  '{"choices":[{"delta":null}]}',
  '{"choices":[{"delta":{"content":7,"tool_calls":"no","audio":3}}]}',
  '{"choices":[{"delta":{"tool_calls":[null,7,{"function":null}]}}]}',
  '{"choices":[{"delta":{"content":[null,7,{}]}}],"usage":"no"}',
  '{"output":{"choices":[{"message":null}]}}',
  '{"output":"no"}',
  '[]',
  '7',
])('nonsense such as %s breaks nothing', (nonsense) => {
  expect(decode(`data: ${nonsense}\n\n` + say('ok') + stop)).toMatchObject({
    text: 'ok',
    end: { outcome: 'complete' },
  });
});
