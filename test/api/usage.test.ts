import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import { estimateTokens } from '../../src/protocol/tokens.ts';
import type { BudgetReply, UsageReply, UsageSum } from '../../src/protocol/usage.ts';
import { useCatalogueOf } from '../../src/server/providers/catalogue/catalogue.ts';
import { type Inkstone, startInkstone } from './inkstone.ts';

let inkstone: Inkstone;

beforeAll(async () => {
  inkstone = await startInkstone();
  const source = 'https://example.com/prices';
  useCatalogueOf({
    demo: [{ match: '*', price: { currency: 'CNY', input: 1, output: 3, asOf: '2026-05-01', source } }],
  });
});
afterAll(async () => {
  await inkstone[Symbol.asyncDispose]();
  useCatalogueOf({});
});

async function ask(conversationId: string): Promise<void> {
  const reply = await inkstone.send(`/api/conversations/${conversationId}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: newId(), parentId: null, text: 'hello', model: 'demo/demo' }),
  });
  expect(reply.status).toBe(202);
}

const read = async <Reply>(path: string): Promise<Reply> => (await inkstone.send(path)).json() as Reply;
const all = '/api/usage?timeZone=Asia%2FShanghai';

describe('what was used', () => {
  test('is there by day and model once an answer has ended, and stays when its conversation goes', async () => {
    const conversationId = newId();
    await ask(conversationId);
    const ofIt = () => read<UsageSum>(`/api/conversations/${conversationId}/usage`);
    // The answer, and the title after it.
    await expect.poll(async () => (await ofIt()).requests).toBe(2);
    const { promptTokens, completionTokens, amounts } = await ofIt();
    expect(amounts).toEqual([{ currency: 'CNY', micros: promptTokens + 3 * completionTokens }]);
    await inkstone.send(`/api/conversations/${conversationId}`, { method: 'DELETE' });
    const { rows, by } = await read<UsageReply>(`${all}&days=7`);
    expect(by).toBe('day');
    expect(rows).toMatchObject([
      { model: 'demo/demo', requests: 2, promptTokens, completionTokens, amounts },
    ]);
  });

  test('comes as a table for spreadsheets, in the language that is asked for', async () => {
    const reply = await inkstone.send(`/api/usage.csv?timeZone=UTC&language=zh`);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/csv;charset=utf-8',
      'content-disposition': 'attachment',
    });
    expect(reply.text).toContain('费用（人民币）');
    expect(reply.text).toMatch(/\r\n\d{4}-\d\d-\d\d,demo,demo,2,/);
  });

  test.each([
    '/api/usage',
    '/api/usage?timeZone=Nowhere/Land',
    `${all}&days=0`,
    `${all}&days=1.5`,
    '/api/usage.csv?timeZone=UTC&language=fr',
  ])('is not told for %s', async (path) => {
    expect(await inkstone.send(path).then(({ status }) => status)).toBe(400);
  });

  test('by other programs through /v1 is counted too: streamed, whole and embeddings', async () => {
    const client = new OpenAI({ baseURL: `${inkstone.origin}/v1`, apiKey: 'anything' });
    const model = 'demo/script:{"text":"one two three","rate":0}';
    const messages = [{ role: 'user' as const, content: 'hello' }];
    const whole = await client.chat.completions.create({ model, messages });
    const stream = await client.chat.completions.create({
      ...{ model, messages, stream: true },
      stream_options: { include_usage: true },
    });
    let last = null;
    for await (const { usage } of stream) last = usage;
    const { usage: ofEmbeddings } = await client.embeddings.create({
      model: 'demo/embedder',
      input: 'hello',
    });
    const rowOf = async (name: string) =>
      (await read<UsageReply>(all)).rows.find((row) => row.model === name);
    await expect.poll(async () => (await rowOf('demo/embedder'))?.requests).toBe(1);
    expect(await rowOf('demo/embedder')).toMatchObject({ promptTokens: ofEmbeddings.prompt_tokens });
    expect(await rowOf(model)).toMatchObject({
      requests: 2,
      promptTokens: whole.usage!.prompt_tokens + last!.prompt_tokens,
      completionTokens: whole.usage!.completion_tokens + last!.completion_tokens,
    });
  });

  test('by a program that does not ask for the count is estimated', async () => {
    const client = new OpenAI({ baseURL: `${inkstone.origin}/v1`, apiKey: 'anything' });
    const model = 'demo/script:{"tokens":2000,"rate":0}';
    const stream = await client.chat.completions.create({
      ...{ model, stream: true },
      messages: [{ role: 'user', content: 'hello' }],
    });
    let said = '';
    for await (const { choices } of stream) said += choices[0]!.delta.content ?? '';
    const row = async () => (await read<UsageReply>(all)).rows.find((other) => other.model === model);
    await expect.poll(row).toMatchObject({ requests: 1, estimated: 1 });
    const { completionTokens, amounts } = (await row())!;
    // By its end, which is all that is looked at.
    expect(completionTokens / estimateTokens(said)).toBeGreaterThan(0.85);
    expect(completionTokens / estimateTokens(said)).toBeLessThan(1.15);
    expect(amounts[0]!.micros).toBeGreaterThan(3 * completionTokens);
  });

  test('is bounded by a budget before anything is asked, here and through /v1', async () => {
    const set = async (micros: number): Promise<void> => {
      const limits = [{ currency: 'CNY', period: 'day', micros }];
      const reply = await inkstone.send('/api/settings', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ budget: { timeZone: 'Asia/Shanghai', limits } }),
      });
      expect(reply.status).toBe(200);
    };
    await set(1);
    const client = new OpenAI({ baseURL: `${inkstone.origin}/v1`, apiKey: 'anything' });
    const before = inkstone.demo.requests().length;
    const create = () =>
      client.chat.completions.create({ model: 'demo', messages: [{ role: 'user', content: 'hello' }] });
    await expect(create()).rejects.toMatchObject({ status: 429, code: 'insufficient_quota' });
    expect(inkstone.demo.requests()).toHaveLength(before);
    const { limits } = await read<BudgetReply>('/api/budget');
    expect(limits).toMatchObject([{ currency: 'CNY', period: 'day', micros: 1 }]);
    expect(limits[0]!.spentMicros).toBeGreaterThan(0);
    await set(1_000_000);
    expect((await create()).choices[0]!.finish_reason).toBe('stop');
  });

  test('of a conversation that is not there is not told', async () => {
    const reply = await inkstone.send(`/api/conversations/${newId()}/usage`);
    expect(reply.json()).toMatchObject({ code: 'conversation_not_found' });
  });
});
