import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemoModel, type DemoModel } from './server.ts';

let demo: DemoModel;
beforeAll(async () => {
  demo = await startDemoModel();
});
afterAll(() => demo.close());

async function answerOf(model: string, body: object = {}): Promise<Response> {
  const messages = [{ role: 'user', content: 'Hello' }];
  const options = { model, messages, stream: true, stream_options: { include_usage: true }, ...body };
  return fetch(`${demo.url}/chat/completions`, { method: 'POST', body: JSON.stringify(options) });
}

async function sample(name: string): Promise<{ status: number; type: string; body: string }> {
  const text = await readFile(new URL(`../../test/samples/${name}.sse`, import.meta.url), 'utf8');
  const [, status = '', type = ''] = /^: status=(\d+) type=(\S+)/.exec(text) ?? [];
  return { status: Number(status), type, body: text.slice(text.indexOf('\n') + 1) };
}

/** The value with its texts and numbers taken out: which keys there are, and what is null. */
function shape(value: unknown): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, inner]) => [key, shape(inner)]),
  );
}

/** Every form that a chunk of the stream has, once. */
function forms(stream: string): Set<string> {
  const events = stream.split('\n\n').filter((event) => event.startsWith('data: '));
  return new Set(
    events.map((event) => {
      const data = event.slice('data: '.length);
      return data === '[DONE]' ? data : JSON.stringify(shape(JSON.parse(data)));
    }),
  );
}

const streams = {
  'finish-length': 'script:tokens=4&finish=length',
  'partial-continuation': 'script:numbered',
  'reasoning-then-content': 'script:thinking=3&tokens=4',
  'tool-call-pieces': 'script:tools',
  'content-filter-midstream': 'script:moderated',
  'cut-off-no-done': 'script:end',
};

for (const [name, model] of Object.entries(streams)) {
  test(`a stream has chunks of the same forms as the recorded ${name}`, async () => {
    const recorded = await sample(name);
    const response = await answerOf(model);
    expect(response.headers.get('content-type')).toContain(recorded.type);
    expect(forms(await response.text())).toEqual(forms(recorded.body));
  });
}

const refusals = {
  'error-400-arrearage': 'script:arrearage',
  'error-400-context': 'script:context_length',
  'error-401-key': 'script:invalid_api_key',
  'throttled-429-rate': 'script:limit_requests',
  'error-400-sse-framed': 'script:data_inspection_failed?body=sse',
  'throttled-429-burst-sse-framed': 'script:limit_burst_rate?body=sse',
};

for (const [name, model] of Object.entries(refusals)) {
  test(`a refusal says the same as the recorded ${name}`, async () => {
    const recorded = await sample(name);
    const response = await answerOf(model);
    expect(response.status).toBe(recorded.status);
    expect(response.headers.get('content-type')).toContain(recorded.type);
    expect(errorIn(await response.text())).toEqual(errorIn(recorded.body));
  });
}

function errorIn(body: string): unknown {
  return (JSON.parse(body.replace(/^data: /, '')) as { error: unknown }).error;
}

test('a gateway that is broken answers with a page, as in the recorded error-502-html', async () => {
  const recorded = await sample('error-502-html');
  const response = await answerOf('script:gateway');
  expect([response.status, await response.text()]).toEqual([502, recorded.body]);
});

test('an answer that is not streamed has the form of the recorded nonstream-response', async () => {
  const recorded = await sample('nonstream-response');
  const response = await answerOf('script:thinking=3', { stream: false, stream_options: undefined });
  expect(shape(await response.json())).toEqual(shape(JSON.parse(recorded.body)));
});

test('the order of the keys changes from chunk to chunk', async () => {
  const text = await (await answerOf('script:numbered')).text();
  expect(text).toContain('{"choices":[{"finish_reason":null,"logprobs":null,"delta":{"content":"t0"}');
  expect(text).toContain('{"choices":[{"delta":{"content":" t1"}');
});
