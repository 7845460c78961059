import { expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { textOf } from '../../protocol/messages.ts';
import { databases } from '../../../test/support/databases.ts';
import { pathTo } from './messages.ts';

const user = 'local';
const asked = (text: string) => ({
  ...{
    questionId: newId(),
    answerId: newId(),
    text,
    model: null,
    options: {},
    conversationOptions: {},
    keepDraft: false,
  },
  ...({ status: 'running', maxQueued: 10, request: text, title: text } as const),
});

// More than SQLite takes values in one query. It is the one of the two that takes fewer.
it('reads every message of a conversation of 40,000', async () => {
  const store = await databases.find(({ name }) => name === 'SQLite')!.open();
  try {
    const first = await store.ask({ ...asked('first'), conversationId: newId(), parentId: null });
    const ids = Array.from({ length: 40_000 }, () => newId());
    await store.insertChain(first, ids);
    const { conversationId } = first;
    const last = await store.ask({ ...asked('last'), conversationId, parentId: ids.at(-1)! });
    const path = await pathTo(store.read, user, last.questionId);
    expect(path.map(({ id }) => id)).toEqual([first.questionId, first.answerId, ...ids, last.questionId]);
    expect([path[0], path.at(-1)].map((message) => textOf(message!))).toEqual(['first', 'last']);
  } finally {
    await store.close();
  }
}, 30_000);
