import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, embedMany, generateText, jsonSchema, Output, streamText, tool } from 'ai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Inkstone, startInkstone } from './inkstone.ts';

let inkstone: Inkstone;
let provider: ReturnType<typeof createOpenAICompatible>;

beforeAll(async () => {
  inkstone = await startInkstone();
  provider = createOpenAICompatible({
    name: 'inkstone',
    baseURL: `${inkstone.origin}/v1`,
    includeUsage: true,
  });
});
afterAll(() => inkstone[Symbol.asyncDispose]());

const scripted = (script: object) => provider(`demo/script:${JSON.stringify({ rate: 0, ...script })}`);

test('the AI SDK streams text and thinking, and learns the usage', async () => {
  const { fullStream, usage } = streamText({
    model: scripted({ text: '答案 is 42', thinking: 'well' }),
    prompt: 'hello',
  });
  const said = { text: '', reasoning: '' };
  for await (const part of fullStream) {
    if (part.type === 'text-delta') said.text += part.text;
    if (part.type === 'reasoning-delta') said.reasoning += part.text;
    if (part.type === 'error') throw part.error;
  }
  expect(said).toEqual({ text: '答案 is 42', reasoning: 'well' });
  expect((await usage).outputTokens).toBeGreaterThan(0);
});

test('the AI SDK has its tools called', async () => {
  const weather = tool({
    inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } } }),
    execute: ({ city }) => Promise.resolve(`rain in ${city}`),
  });
  const toolCalls = [{ id: 'call_1', name: 'weather', arguments: '{"city":"杭州"}' }];
  const { toolResults } = await generateText({
    model: scripted({ toolCalls }),
    prompt: 'hello',
    tools: { weather },
  });
  expect(toolResults).toMatchObject([{ input: { city: '杭州' }, output: 'rain in 杭州' }]);
});

test('the AI SDK has objects made', async () => {
  const schema = jsonSchema<{ n: number }>({ type: 'object', properties: { n: { type: 'number' } } });
  const { output } = await generateText({
    model: scripted({ text: '{"n": 3}' }),
    prompt: 'json',
    output: Output.object({ schema }),
  });
  expect(output).toEqual({ n: 3 });
  expect(inkstone.demo.requests().at(-1)?.body).toMatchObject({ response_format: { type: 'json_object' } });
});

test('the AI SDK embeds', async () => {
  const { embeddings } = await embedMany({ model: provider.embeddingModel('demo/demo'), values: ['a', 'b'] });
  expect(embeddings.map(({ length }) => length)).toEqual([64, 64]);
});

test('the AI SDK is told what went wrong, and whether trying again helps', async () => {
  const refused = async (error: string): Promise<APICallError> => {
    const model = scripted({ error });
    const failure: unknown = await generateText({ model, prompt: 'hi', maxRetries: 0 }).catch(
      (e: unknown) => e,
    );
    expect(APICallError.isInstance(failure)).toBe(true);
    return failure as APICallError;
  };
  expect(await refused('limit_requests')).toMatchObject({ statusCode: 429, isRetryable: true });
  expect(await refused('context_length')).toMatchObject({ statusCode: 400, isRetryable: false });
});
