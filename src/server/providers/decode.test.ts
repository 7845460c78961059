import { describe, expect, test } from 'vitest';
import { chunk, codeOf, data, decode, decodePieces, say, stop } from '../../../test/support/decoded.ts';

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

test('what the provider’s support asks for is in the header, else in the body', () => {
  expect(decode(say('a') + stop, { headers: { 'x-request-id': 'h-1' } }).end.requestId).toBe('h-1');
  expect(decode(chunk({}, 'stop', { id: 'chatcmpl-1' })).end.requestId).toBe('chatcmpl-1');
});

test('the pages that a search found are kept, from wherever they are told', () => {
  const zhipu = { web_search: [{ title: 'T', link: 'https://example.com/' }] };
  expect(decode(chunk({ content: 'a' }, 'stop', zhipu)).sources).toEqual([
    { index: 1, url: 'https://example.com/', title: 'T' },
  ]);
  const annotations = [{ type: 'url_citation', url_citation: { url: 'https://example.org/' } }];
  expect(decode(chunk({ annotations }, 'stop')).sources).toMatchObject([{ url: 'https://example.org/' }]);
  expect(decode(chunk({}, 'stop', { web_search: [{ link: 'javascript:alert(1)' }] })).sources).toEqual([]);
});

test('a page that a search found is told once, with the number that the text names', () => {
  const results = [
    { title: 'A', url: 'https://a.example/' },
    { title: 'B', url: 'https://b.example/', date: '2026-01-01' },
  ];
  const perplexity = { search_results: results, citations: results.map(({ url }) => url) };
  const body =
    data({ choices: [{ index: 0, delta: { content: 'One [2]' } }], ...perplexity }) +
    data({ choices: [{ index: 0, delta: { content: '.' } }], ...perplexity }) +
    stop;
  expect(decode(body).sources).toEqual([
    { index: 1, title: 'A', url: 'https://a.example/' },
    { index: 2, title: 'B', url: 'https://b.example/' },
  ]);
});

test('addresses alone are sources as well', () => {
  const citations = ['https://a.example/', 'ftp://b.example/', 'https://c.example/'];
  expect(decode(chunk({ content: 'a' }, 'stop', { citations })).sources).toMatchObject([
    { index: 1, title: 'https://a.example/' },
    { index: 3, url: 'https://c.example/' },
  ]);
});

test('annotations are counted as they come, also in the middle of the text', () => {
  const cite = (url: string): string =>
    chunk({ annotations: [{ type: 'url_citation', url_citation: { url, title: 'T', start_index: 0 } }] });
  const [a, b] = ['https://a.example/', 'https://b.example/'];
  const answer = decode(say('One') + cite(a) + cite(b) + cite(a) + say(' two.') + stop);
  expect(answer).toMatchObject({ text: 'One two.', sources: [{ index: 1 }, { index: 2, url: b }] });
  expect(answer.sources).toHaveLength(2);
});

test('the sites of the native protocol are named, with its own numbers', () => {
  const search_results = [
    { index: 4, title: 'T', url: 'https://a.example/', site_name: '新浪网', icon: 'x' },
  ];
  const packet = { output: { choices: [{ message: { content: 'a' } }], search_info: { search_results } } };
  expect(decode(data(packet), { kind: 'dashscope' }).sources).toEqual([
    { index: 4, title: 'T', url: 'https://a.example/', site: '新浪网' },
  ]);
});

test('of endless sources a hundred are kept', () => {
  const citations = Array.from({ length: 5000 }, (_, index) => `https://example.com/${index}`);
  expect(decode(chunk({ content: 'a' }, 'stop', { citations })).sources).toHaveLength(100);
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
