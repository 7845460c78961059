import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoModel, startDemoModel } from '../../src/demo-model/server.ts';
import { call, type Caller } from '../../src/protocol/client.ts';
import { newId } from '../../src/protocol/ids.ts';
import { addProvider, deleteProvider, listModels, replaceKey } from '../../src/protocol/models.ts';
import { sendMessage } from '../../src/protocol/messages.ts';
import type { QwenPlace } from '../../src/protocol/qwen-places.ts';
import { type Inkstone, startInkstone } from './inkstone.ts';

const rightKey = 'sk-right-0123456789abcdef';

describe('adding a model server', () => {
  let upstream: DemoModel;
  let elsewhere: DemoModel;
  let inkstone: Inkstone;
  let caller: Caller;

  beforeEach(async () => {
    elsewhere = await startDemoModel({ inspect: true, apiKey: 'sk-of-somebody-else' });
    upstream = await startDemoModel({ inspect: true, apiKey: rightKey, models: ['qwen-max-latest'] });
    inkstone = await startInkstone({}, {}, { qwenPlaces: places() });
    caller = { origin: inkstone.origin, fetch };
  });

  afterEach(async () => {
    await inkstone[Symbol.asyncDispose]();
    await upstream.close();
    await elsewhere.close();
  });

  /** Two places: the key belongs to the second. */
  const places = (): QwenPlace[] => [
    { id: 'beijing', plan: false, baseUrl: elsewhere.url },
    { id: 'singapore', plan: false, baseUrl: upstream.url },
  ];

  function newProvider(apiKey: string) {
    return { id: newId(), kind: 'dashscope', name: 'DashScope', baseUrl: upstream.url, apiKey } as const;
  }

  const list = () => call(caller, listModels, {}, undefined);

  it('keeps nothing of a key that does not work', async () => {
    const wrong = call(caller, addProvider, {}, newProvider('sk-wrong-0123456789'));
    await expect(wrong).rejects.toMatchObject({ code: 'key_invalid' });
    expect((await list()).providers.map(({ source }) => source)).toEqual(['demo']);
  });

  it('asks with a real streamed call first, stores the key encrypted and never shows it again', async () => {
    const added = await call(caller, addProvider, {}, newProvider(rightKey));
    expect(upstream.requests()[0]?.body).toMatchObject({ stream: true, max_tokens: 16 });
    expect(added).toMatchObject({
      provider: { key: 'set', source: 'page' },
      model: expect.stringMatching(/\/qwen-max-latest$/),
    });
    const reply = await list();
    expect(reply.defaultModel).toBe(added.model);
    expect(JSON.stringify([added, reply])).not.toContain(rightKey);
    for (const file of filesOf(inkstone.folder))
      expect(readFileSync(file).includes(rightKey), file).toBe(false);
  });

  it('answers with it at once, with the key that was entered', async () => {
    const { model } = await call(caller, addProvider, {}, newProvider(rightKey));
    const body = {
      id: newId(),
      parentId: null,
      text: '/script {"text":"from the new provider","rate":0}',
      model,
    };
    await call(caller, sendMessage, { conversationId: newId() }, body);
    const { headers } = await upstream.findRequest(
      ({ state, tokensSent }) => state === 'complete' && tokensSent > 2,
      AbortSignal.timeout(5000),
    );
    expect(headers.authorization).toBe(`Bearer ${rightKey}`);
  });

  it('finds by trying where a key belongs, and keeps that address', async () => {
    const { id, kind, name } = newProvider('');
    const added = await call(caller, addProvider, {}, { id, kind, name, apiKey: rightKey });
    expect(added).toMatchObject({
      provider: { baseUrl: upstream.url },
      model: `${id}/qwen-max-latest`,
      place: 'singapore',
    });
    expect(elsewhere.requests()).toEqual([]);
    expect((await list()).providers).toContainEqual(added.provider);
  });

  it('needs an address of any server but Qwen', async () => {
    const server = { id: newId(), kind: 'compatible', name: 'House', apiKey: rightKey } as const;
    await expect(call(caller, addProvider, {}, server)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('replaces a key only by one that works, and forgets the server when told so', async () => {
    const { provider } = await call(caller, addProvider, {}, newProvider(rightKey));
    const params = { providerId: provider.id };
    await expect(call(caller, replaceKey, params, { apiKey: 'sk-wrong-0123456789' })).rejects.toMatchObject({
      code: 'key_invalid',
    });
    await call(caller, replaceKey, params, { apiKey: rightKey });
    await call(caller, deleteProvider, params, undefined);
    expect((await list()).providers.map(({ source }) => source)).toEqual(['demo']);
    await expect(call(caller, deleteProvider, params, undefined)).rejects.toMatchObject({
      code: 'provider_not_found',
    });
  });

  it('offers to switch thinking only where a server can be told so', async () => {
    await using server = await startDemoModel({ models: ['qwen3-8b'] });
    const thinkingAt = async (kind: 'vllm' | 'compatible' | 'lmstudio'): Promise<string | undefined> => {
      const body = { id: newId(), kind, name: kind, baseUrl: server.url, apiKey: '', model: 'qwen3-8b' };
      const { provider } = await call(caller, addProvider, {}, body);
      return (await list()).models.find(({ providerId }) => providerId === provider.id)?.thinking;
    };
    expect(await thinkingAt('vllm')).toBe('hybrid');
    expect(await thinkingAt('compatible')).toBe('unknown');
    expect(await thinkingAt('lmstudio')).toBe('unknown');
  });

  it('says which provider could not be reached', async () => {
    const nowhere = { ...newProvider(rightKey), baseUrl: 'http://127.0.0.1:9/v1' };
    await expect(call(caller, addProvider, {}, nowhere)).rejects.toMatchObject({
      code: 'upstream_unreachable',
    });
  });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
