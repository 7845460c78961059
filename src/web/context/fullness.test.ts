import { expect, test } from 'vitest';
import type { Message, Usage } from '../../protocol/messages.ts';
import { unknownFacts } from '../../protocol/model-facts.ts';
import { type ModelInfo, plainTakes } from '../../protocol/models.ts';
import { estimateTokens } from '../../protocol/tokens.ts';
import { fullness } from './fullness.ts';

const model: ModelInfo = {
  ...unknownFacts,
  id: 'one/m',
  providerId: 'one',
  name: 'm',
  thinking: 'none',
  takes: plainTakes,
  context: 1000,
  maxOutput: 200,
};
const asked = { model, maxTokens: undefined, draft: '' };

let count = 0;
function message(role: Message['role'], text: string, usage: Usage | null = null): Message {
  return {
    id: String(++count),
    conversationId: 'c',
    parentId: null,
    role,
    parts: [{ type: 'text', text }],
    model: 'one/m',
    status: 'complete',
    run: 1,
    seams: [],
    finishReason: null,
    usage,
    timings: null,
    error: null,
    options: null,
    createdAt: 0,
  };
}

test('after an answer it is what the provider counted, without what was thought', () => {
  const usage = { promptTokens: 300, completionTokens: 120, reasoningTokens: 100 };
  const path = [message('user', 'Q'), message('assistant', 'A', usage)];
  expect(fullness(path, asked)).toEqual({ tokens: 320, room: 800 });
});

test('what is being written counts as this model’s server counts', () => {
  const answer = 'soot and glue '.repeat(40);
  const twice = estimateTokens(answer) * 1.5;
  const usage = { promptTokens: 100, completionTokens: twice };
  const path = [message('user', 'Q'), message('assistant', answer, usage)];
  const draft = 'make ink '.repeat(20);
  const { tokens } = fullness(path, { ...asked, draft })!;
  expect(tokens).toBeCloseTo(100 + twice + (estimateTokens(draft) + 4) * 1.5, 0);
});

test('what came since, and conversations that nobody counts, are estimated', () => {
  const path = [message('user', 'make ink '.repeat(20)), message('assistant', 'soot and glue '.repeat(20))];
  const { tokens } = fullness(path, asked)!;
  expect(tokens).toBeGreaterThan(80);
  expect(tokens).toBeLessThan(130);
});

test('what is set aside takes no room', () => {
  const aside = { ...message('assistant', 'A', { promptTokens: 900, completionTokens: 1 }), setAside: true };
  expect(fullness([aside], asked)).toEqual({ tokens: 0, room: 800 });
});

test('a limit of the answer leaves the prompt more room', () => {
  expect(fullness([], { ...asked, maxTokens: 50 })).toEqual({ tokens: 0, room: 950 });
});

test('nothing is said of a model of which nobody knows how much it reads', () => {
  expect(fullness([], { ...asked, model: { ...model, context: null } })).toBeNull();
  expect(fullness([], { ...asked, model: undefined })).toBeNull();
});
