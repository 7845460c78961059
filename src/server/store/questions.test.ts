import { expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { parseOffset } from '../../protocol/offset.ts';
import { onEachDatabase, question, user } from '../../../test/support/on-each-database.ts';
import { readConversation } from './conversations.ts';
import { readTicks } from './journal.ts';
import { readSnapshot } from './messages.ts';
import { readSettings } from './settings.ts';

onEachDatabase('a question in the store', (openStore) => {
  it('keeps a question and its empty answer in one commit, in a conversation that comes about with them', async () => {
    const store = await openStore();
    const asked = question();
    const { message, answer, duplicate } = await store.write(user, 'addQuestion', asked);
    const snapshot = await readSnapshot(store.read, user, asked.conversationId, {});
    expect(duplicate).toBe(false);
    expect(snapshot.messages).toEqual([message, answer]);
    expect(snapshot.conversation).toMatchObject({
      title: '你好',
      titleSource: 'first-words',
      leafId: answer.id,
      running: 1,
    });
    expect(snapshot.children).toEqual({ '': [message.id], [message.id]: [answer.id] });
    expect(store.events.map(({ type }) => type)).toEqual([
      'conversation-added',
      'message-added',
      'message-added',
      'conversation-changed',
    ]);
    expect(parseOffset(snapshot.offset)?.seq).toBe(4);
  });

  it('gives the same request the same reply and refuses the same id with another body', async () => {
    const store = await openStore();
    const asked = question();
    const first = await store.write(user, 'addQuestion', asked);
    const again = await store.write(user, 'addQuestion', { ...asked, answerId: newId() });
    expect(again).toEqual({ ...first, duplicate: true });
    await expect(store.write(user, 'addQuestion', { ...asked, request: 'other' })).rejects.toMatchObject({
      code: 'id_reused',
    });
    expect((await readSnapshot(store.read, user, asked.conversationId, {})).messages).toHaveLength(2);
  });

  it('takes back only the item that fails, not its neighbours in the tick', async () => {
    const store = await openStore();
    const good = question();
    const bad = question({ parentId: newId() });
    const later = question();
    const results = await store.commit([
      { user, events: [], write: { name: 'addQuestion', args: good } },
      { user, events: [], write: { name: 'addQuestion', args: bad } },
      { user, events: [], write: { name: 'addQuestion', args: later } },
    ]);
    expect(results.items.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(results.items[1]).toMatchObject({ code: 'parent_not_found' });
    await expect(readConversation(store.read, user, bad.conversationId)).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    const ticks = await readTicks(store.read, 0);
    const seqs = ticks.flatMap(({ entries }) => entries.map(([, event]) => event.seq));
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('refuses a question that is its own answer', async () => {
    const store = await openStore();
    const id = newId();
    const asked = store.write(user, 'addQuestion', question({ questionId: id, answerId: id }));
    await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('stores no more questions that wait than may, however many come at once', async () => {
    const store = await openStore();
    const { conversationId, answerId: parentId } = await store.ask(question());
    const { items } = await store.commit(
      Array.from({ length: 5 }, () => ({
        user,
        events: [],
        write: { name: 'addQuestion', args: question({ conversationId, parentId, maxQueued: 3 }) } as const,
      })),
    );
    expect(items.map((item) => (item.ok ? 'stored' : item.code))).toEqual([
      ...['stored', 'stored', 'stored'],
      ...['queue_full', 'queue_full'],
    ]);
  });

  it('clears the draft in the commit that stores the question', async () => {
    const store = await openStore();
    const { id } = await store.write(user, 'createConversation', { id: newId() });
    await store.write(user, 'changeConversation', { id, draft: '还没写完' });
    await store.ask(question({ conversationId: id }));
    expect((await readConversation(store.read, user, id)).draft).toBe('');
  });

  it('clears the draft of the conversation that comes about with a question, and tells of it only if there was one', async () => {
    const store = await openStore();
    const draftOf = async (): Promise<string> => (await readSettings(store.read, user)).settings.draft;
    const told = (): number => store.events.filter(({ type }) => type === 'settings-changed').length;
    await store.write(user, 'changeSettings', { draft: '新的对话', defaultModel: 'demo/demo' });
    const { conversationId, answerId } = await store.ask(question({ keepDraft: true }));
    expect(await draftOf()).toBe('新的对话');
    await store.write(user, 'endFromJournal', { answerId, run: 1, status: 'stopped', error: null });
    await store.ask(question({ conversationId, parentId: answerId }));
    expect(await draftOf()).toBe('新的对话');
    await store.ask(question());
    expect(await readSettings(store.read, user)).toMatchObject({
      settings: { draft: '', defaultModel: 'demo/demo' },
    });
    expect(told()).toBe(2);
    await store.ask(question());
    expect(told()).toBe(2);
  });

  it('leaves the draft of a conversation where the question was not written in the composer', async () => {
    const store = await openStore();
    const { id } = await store.write(user, 'createConversation', { id: newId() });
    await store.write(user, 'changeConversation', { id, draft: '还没写完' });
    await store.ask(question({ conversationId: id, keepDraft: true }));
    expect((await readConversation(store.read, user, id)).draft).toBe('还没写完');
  });
});
