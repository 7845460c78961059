import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startDemoModel } from '../../demo-model/server.ts';
import { dashscopeModels } from './catalogue/dashscope-models.ts';
import { checkKey } from './check.ts';
import { systemClock, type Clock } from './clock.ts';
import { findLocalServers } from './local.ts';
import { listModels, ModelLists } from './models.ts';
import type { Provider, ProviderKind } from './provider.ts';

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function provider(port: number, kind: ProviderKind): Provider {
  return { id: 'p', name: 'p', kind, baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: 'sk-test-key-0123' };
}

/** Stands still; `pass` lets just that much time go by, which is what the one wait takes. */
function stoppedClock(): Clock & { pass(durationMs: number): void } {
  let now = 0;
  let waiting = (): void => undefined;
  return {
    now: () => now,
    setTimeout: (run) => (waiting = run),
    clearTimeout: () => undefined,
    pass: (durationMs) => {
      now += durationMs - 1;
      waiting();
      now += 1;
      waiting();
    },
  };
}

const list = (...ids: string[]): string =>
  JSON.stringify({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });
const signal = new AbortController().signal;

describe('the models of a provider', () => {
  const modelsOf = async (kind: ProviderKind, body: string, status = 200): ReturnType<typeof listModels> => {
    const port = await serve((_request, response) => response.writeHead(status).end(body));
    return listModels(provider(port, kind), { signal });
  };

  test('are those that hold conversations, the usual ones first', async () => {
    const body = list(
      'wan2.5-t2v-plus',
      'deepseek-v4-pro',
      'text-embedding-v4',
      'qwen3-32b',
      'qwen-plus',
      'qwen3-rerank',
      'qwen3-tts-flash',
      'qwen-image-plus',
      'paraformer-v2',
      'qwen-mt-plus',
      'qwen3-vl-plus',
      'qwen-max-latest',
      'qwen3-livetranslate-flash',
    );
    expect(await modelsOf('dashscope', body)).toMatchObject({
      models: ['qwen-max-latest', 'qwen-plus', 'qwen3-32b', 'qwen3-vl-plus', 'deepseek-v4-pro'],
      error: null,
    });
  });

  test('on this machine keep the names that somebody gave them, in their order', async () => {
    const body = list('z-image-captions', 'a-voice', 'nomic-embed-text');
    expect((await modelsOf('ollama', body)).models).toEqual(['z-image-captions', 'a-voice']);
  });

  test('are found in other shapes of the list, too', async () => {
    expect((await modelsOf('compatible', '[{"id":"a"},{"id":"a"},{"name":"b"},{}]')).models).toEqual([
      'a',
      'b',
    ]);
    expect((await modelsOf('compatible', '{"models":[{"name":"a"}]}')).models).toEqual(['a']);
    expect(await modelsOf('ollama', '{"object":"list","data":null}')).toMatchObject({
      models: [],
      error: null,
    });
  });

  test.each([
    ['a page', 200, '<html><title>Hello</title></html>', 'upstream_unreadable'],
    ['no list', 200, '{"ok":true}', 'upstream_unreadable'],
    ['a refusal', 401, '{"error":{"message":"m","code":"invalid_api_key"}}', 'key_invalid'],
  ])(
    'are the known ones where there is %s instead, and the error is told',
    async (_name, status, body, code) => {
      expect(await modelsOf('dashscope', body, status)).toMatchObject({
        models: dashscopeModels,
        error: { code },
      });
      expect(await modelsOf('compatible', body, status)).toMatchObject({ models: [], error: { code } });
    },
  );

  test('are not waited for longer than five seconds', async () => {
    const asked = Promise.withResolvers<void>();
    const port = await serve(() => asked.resolve());
    const clock = stoppedClock();
    const answer = listModels(provider(port, 'dashscope'), { clock });
    await asked.promise;
    clock.pass(5000);
    expect(await answer).toMatchObject({ models: dashscopeModels, error: { code: 'upstream_timeout' } });
  });
});

describe('lists that were asked for lately', () => {
  async function counted(body: () => string): Promise<{ to: Provider; asked: () => number }> {
    let asked = 0;
    const port = await serve((_request, response) => {
      asked += 1;
      response.end(body());
    });
    return { to: provider(port, 'compatible'), asked: () => asked };
  }

  test('are asked for once, and again after five minutes', async () => {
    const { to, asked } = await counted(() => list('a'));
    let now = 0;
    const lists = new ModelLists({ clock: { ...systemClock, now: () => now } });
    await Promise.all([lists.of(to), lists.of(to)]);
    await lists.of(to);
    expect(asked()).toBe(1);
    now = 5 * 60_000;
    await lists.of(to);
    expect(asked()).toBe(2);
    lists.clear();
    await lists.of(to);
    expect(asked()).toBe(3);
  });

  test('are asked for soon again after a failure', async () => {
    let body = 'broken';
    const { to } = await counted(() => body);
    let now = 0;
    const lists = new ModelLists({ clock: { ...systemClock, now: () => now } });
    expect((await lists.of(to)).error).not.toBeNull();
    body = list('a');
    now = 30_000;
    expect(await lists.of(to)).toMatchObject({ models: ['a'], error: null });
  });

  test('go on coming for the others when one stops waiting', async () => {
    const { to } = await counted(() => list('a'));
    const lists = new ModelLists();
    const stop = new AbortController();
    const stopped = lists.of(to, stop.signal);
    const waiting = lists.of(to);
    stop.abort(new Error('gone'));
    await expect(stopped).rejects.toThrow('gone');
    expect((await waiting).models).toEqual(['a']);
  });
});

describe('model servers on this machine', () => {
  const answer = (
    data: object[] | null,
    headers: Record<string, string> = {},
    version?: string,
  ): RequestListener => {
    return (request, response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      if (request.url === '/v1/models') response.end(JSON.stringify({ object: 'list', data }));
      else if (request.url === '/api/version' && version) response.end(JSON.stringify({ version }));
      else response.writeHead(404).end();
    };
  };

  test.each<[kind: ProviderKind, listener: RequestListener]>([
    ['ollama', answer([{ id: 'qwen3:8b', owned_by: 'library' }])],
    ['ollama', answer(null, {}, '0.12.0')],
    ['lmstudio', answer([{ id: 'qwen3-8b', owned_by: 'organization_owner' }])],
    ['llamacpp', answer([{ id: 'a.gguf', owned_by: 'llamacpp' }])],
    ['llamacpp', answer([{ id: 'a.gguf' }], { server: 'llama.cpp' })],
    ['vllm', answer([{ id: 'Qwen/Qwen3-8B', owned_by: 'vllm' }])],
    ['sglang', answer([{ id: 'Qwen/Qwen3-8B', owned_by: 'sglang' }])],
    ['compatible', answer([{ id: 'm', owned_by: 'somebody' }])],
  ])('%s is told by what it says', async (kind, listener) => {
    const port = await serve(listener);
    const [found] = await findLocalServers({ places: [{ port, kind }] });
    expect(found).toMatchObject({ kind, baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: null });
  });

  test('have ids that stay the same, each its own', async () => {
    const first = await serve(answer([{ id: 'a', owned_by: 'vllm' }]));
    const second = await serve(answer([{ id: 'b', owned_by: 'vllm' }]));
    const found = await findLocalServers({
      places: [
        { port: first, kind: 'vllm' },
        { port: second, kind: 'llamacpp' },
      ],
    });
    expect(found.map(({ id }) => id)).toEqual(['vllm', `vllm-${second}`]);
  });

  test.each<[who: string, listener: RequestListener]>([
    ['a web server', (_request, response) => response.end('<html>hello</html>')],
    ['another program', (_request, response) => response.end('{"data":"no"}')],
    ['one that refuses', (_request, response) => response.writeHead(401).end('{}')],
  ])('%s is none', async (_who, listener) => {
    const port = await serve(listener);
    expect(await findLocalServers({ places: [{ port, kind: 'vllm' }] })).toEqual([]);
  });

  test('are not found where nobody is', async () => {
    expect(await findLocalServers({ places: [{ port: 1, kind: 'vllm' }] })).toEqual([]);
  });

  test('have 300 ms to answer', async () => {
    const asked = Promise.withResolvers<void>();
    const port = await serve(() => asked.resolve());
    const clock = stoppedClock();
    const found = findLocalServers({ places: [{ port, kind: 'vllm' }], clock });
    await asked.promise;
    clock.pass(300);
    expect(await found).toEqual([]);
  });
});

describe('a key', () => {
  test('is good when a word comes, and no more than that is asked for', async () => {
    await using demo = await startDemoModel({ inspect: true, apiKey: 'sk-test-key-0123' });
    const to: Provider = {
      id: 'd',
      name: 'd',
      kind: 'dashscope',
      baseUrl: demo.url,
      apiKey: 'sk-test-key-0123',
    };
    expect(await checkKey(to, 'demo', { signal })).toEqual({ ok: true, model: 'demo' });
    expect(demo.requests()).toMatchObject([
      { body: { enable_thinking: false, max_tokens: 16, stream: true } },
    ]);
    expect(await checkKey({ ...to, apiKey: 'sk-wrong-key' }, 'demo', { signal })).toMatchObject({
      ok: false,
      error: { code: 'key_invalid', retryable: false },
    });
    expect(await checkKey(to, 'nobody', { signal })).toMatchObject({
      ok: false,
      error: { code: 'model_not_found' },
    });
  });

  test('is not judged when nobody waits for it any more', async () => {
    const port = await serve(() => undefined);
    const stop = new AbortController();
    const checked = checkKey(provider(port, 'compatible'), 'm', { signal: stop.signal });
    stop.abort(new Error('gone'));
    await expect(checked).rejects.toThrow('gone');
  });
});
