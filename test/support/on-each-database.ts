import { afterEach, describe } from 'vitest';
import { newId } from '../../src/protocol/ids.ts';
import type { NewQuestion } from '../../src/server/store/writes/messages.ts';
import { databases, type TestStore } from './databases.ts';

export const user = 'local';

/** A question that nobody has asked before, whose answer is being written. */
export function question(overrides: Partial<NewQuestion> = {}): NewQuestion {
  return {
    conversationId: newId(),
    questionId: newId(),
    answerId: newId(),
    parentId: null,
    text: '你好',
    model: 'demo/demo',
    options: {},
    conversationOptions: {},
    status: 'running',
    maxQueued: 10,
    request: 'one',
    title: '你好',
    keepDraft: false,
    ...overrides,
  };
}

/** What an answer ends with that said nothing. */
export const noEnd = { finishReason: null, usage: null, timings: null, error: null, parts: [] };

/** Tests that hold on every database; `openStore` gives each of them an empty store. */
export function onEachDatabase(what: string, tests: (openStore: () => Promise<TestStore>) => void): void {
  for (const { name, open } of databases) {
    describe(`${what} on ${name}`, () => {
      let opened: TestStore | undefined;
      afterEach(async () => opened?.close());
      tests(async () => (opened = await open()));
    });
  }
}
