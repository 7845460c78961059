import { expect, it } from 'vitest';
import { newId } from '../protocol/ids.ts';
import { type Message, type Part, wholePart } from '../protocol/messages.ts';
import { completionOf } from '../protocol/completion.ts';

function answer(parts: Part[], fields: Partial<Message> = {}): Message {
  return {
    id: newId(),
    conversationId: newId(),
    parentId: newId(),
    role: 'assistant',
    parts,
    model: 'dashscope/qwen-max-latest',
    status: 'complete',
    run: 1,
    seams: [],
    finishReason: 'stop',
    usage: { promptTokens: 10, completionTokens: 5 },
    timings: null,
    error: null,
    options: null,
    createdAt: 1_700_000_000_123,
    ...fields,
  };
}

it('waits for the other half of a character', () => {
  const half = answer([{ type: 'text', text: 'a😀'.slice(0, 2) }], { status: 'running' });
  expect(wholePart(half, 'text')).toBe('a');
  expect(wholePart(answer([{ type: 'text', text: 'a😀' }], { status: 'running' }), 'text')).toBe('a😀');
});

it('gives an answer as the object of the OpenAI API', () => {
  const done = answer([
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text: '你好' },
  ]);
  expect(completionOf(done)).toMatchObject({
    id: `chatcmpl-${done.id}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'qwen-max-latest',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: '你好', reasoning_content: 'hm' },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  });
});

it('gives tool calls and sources as the OpenAI API has them', () => {
  const call = { index: 0, id: 'call_1', name: 'weather', arguments: '{"city":"杭州"}' };
  const page = { index: 1, title: 'Ink', url: 'https://example.com/ink' };
  const done = answer([
    { type: 'tool-call', ...call },
    { type: 'source', ...page },
  ]);
  expect(completionOf(done)).toMatchObject({
    choices: [
      {
        message: {
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'weather', arguments: call.arguments } },
          ],
          annotations: [{ type: 'url_citation', url_citation: { title: 'Ink', url: page.url } }],
        },
      },
    ],
  });
});

it('names a model with slashes in its name as its provider does', () => {
  expect(completionOf(answer([], { model: 'vllm/Qwen/Qwen3-8B' }))).toMatchObject({ model: 'Qwen/Qwen3-8B' });
});

it('has no usage where the provider counted none', () => {
  expect(completionOf(answer([], { usage: null }))).toMatchObject({ usage: null });
});
