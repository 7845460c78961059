import { expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { onEachDatabase, question, user } from '../../../test/support/on-each-database.ts';
import { findWords } from './find.ts';
import { readOutline } from './outline.ts';

const signal = new AbortController().signal;

onEachDatabase('a long conversation in the store', (openStore) => {
  it('finds words in what is shown: without regard to case, line ends and marks, Chinese too, and what is being written', async () => {
    const store = await openStore();
    const first = question({ text: 'Where does INK come from? 墨从哪里来' });
    await store.ask(first);
    await store.append(user, {
      type: 'text-delta',
      conversationId: first.conversationId,
      answerId: first.answerId,
      run: 1,
      text: 'From **i**nk\nstones: 研墨。Ink, 墨、墨',
    });
    const find = async (words: string) =>
      (await findWords(store.read, user, first.conversationId, { words, signal })).found;
    const { questionId, answerId } = first;
    expect(await find('ink')).toEqual([
      { messageId: questionId, count: 1 },
      { messageId: answerId, count: 2 },
    ]);
    expect(await find('ink stones')).toEqual([{ messageId: answerId, count: 1 }]);
    expect(await find('墨')).toEqual([
      { messageId: questionId, count: 1 },
      { messageId: answerId, count: 3 },
    ]);
    expect(await find('**')).toEqual([{ messageId: answerId, count: 2 }]);
    expect(await find('paper')).toEqual([]);
  });

  it('finds nothing in other branches, and in the order of the path', async () => {
    const store = await openStore();
    const first = await store.ask(question({ text: 'ink one' }));
    const { conversationId } = first;
    const end = { run: 1, finishReason: null, usage: null, timings: null, error: null, parts: [] };
    await store.write(user, 'endAnswer', { answerId: first.answerId, ...end, status: 'complete' });
    const other = await store.ask(question({ conversationId, text: 'ink other' }));
    const { found } = await findWords(store.read, user, conversationId, { words: 'ink', signal });
    expect(found.map(({ messageId }) => messageId)).toEqual([other.questionId]);
  });

  it('tells its messages with their parents and first words', async () => {
    const store = await openStore();
    const asked = await store.ask(question({ text: `  Where\n does ${'ink '.repeat(100)}` }));
    const { messages } = await readOutline(store.read, user, asked.conversationId);
    expect(messages.map(({ id, parentId, role }) => ({ id, parentId, role }))).toEqual([
      { id: asked.questionId, parentId: null, role: 'user' },
      { id: asked.answerId, parentId: asked.questionId, role: 'assistant' },
    ]);
    expect(messages.map(({ words }) => words.length)).toEqual([120, 0]);
    expect(messages[0]!.words).toMatch(/^Where does ink ink/);
  });

  it('tells nobody of what is somebody else’s', async () => {
    const store = await openStore();
    await store.addUser('other');
    const { conversationId } = await store.ask(question({ text: 'ink' }));
    const notFound = { code: 'conversation_not_found' };
    const find = findWords(store.read, 'other', conversationId, { words: 'ink', signal });
    await expect(find).rejects.toMatchObject(notFound);
    await expect(readOutline(store.read, 'other', conversationId)).rejects.toMatchObject(notFound);
    await expect(readOutline(store.read, user, newId())).rejects.toMatchObject(notFound);
  });
});
