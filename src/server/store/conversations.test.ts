import { expect, it } from 'vitest';
import { applyEvents, stateOf } from '../../protocol/fold.ts';
import { newId } from '../../protocol/ids.ts';
import { noEnd, onEachDatabase, question, user } from '../../../test/support/on-each-database.ts';
import { listConversations, readConversation } from './conversations.ts';
import { readSnapshot } from './messages.ts';

onEachDatabase('a conversation in the store', (openStore) => {
  it('shows a chosen branch by its newest leaf, with all siblings named', async () => {
    const store = await openStore();
    const first = await store.ask(question());
    await store.write(user, 'endAnswer', {
      answerId: first.answerId,
      run: 1,
      ...noEnd,
      status: 'complete',
    });
    const follow = await store.ask(
      question({ conversationId: first.conversationId, parentId: first.answerId }),
    );
    const sibling = newId();
    await store.write(user, 'addSiblingAnswer', {
      besideId: first.answerId,
      answerId: sibling,
      model: 'demo/demo',
      options: {},
      status: 'running',
      maxQueued: 10,
      request: 'again',
    });
    const shown = await readSnapshot(store.read, user, first.conversationId, {});
    expect(shown.messages.map(({ id }) => id)).toEqual([first.questionId, sibling]);
    expect(shown.children[first.questionId]).toEqual([first.answerId, sibling]);
    await store.write(user, 'changeConversation', { id: first.conversationId, leafId: first.answerId });
    const back = await readSnapshot(store.read, user, first.conversationId, {});
    expect(back.messages.map(({ id }) => id)).toEqual([
      first.questionId,
      first.answerId,
      follow.questionId,
      follow.answerId,
    ]);
  });

  it('finds the newest leaf of a deep branch', async () => {
    const store = await openStore();
    const first = await store.ask(question());
    const rows = Array.from({ length: 300 }, () => newId());
    await store.insertChain(first, rows);
    await store.write(user, 'changeConversation', { id: first.conversationId, leafId: first.questionId });
    expect((await readConversation(store.read, user, first.conversationId)).leafId).toBe(rows.at(-1));
  });

  it('pages through a long path from its end', async () => {
    const store = await openStore();
    let asked = await store.ask(question());
    const ids = [asked.questionId, asked.answerId];
    for (let turn = 0; turn < 5; turn++) {
      await store.write(user, 'endAnswer', {
        answerId: asked.answerId,
        run: 1,
        ...noEnd,
        status: 'complete',
      });
      asked = await store.ask(question({ conversationId: asked.conversationId, parentId: asked.answerId }));
      ids.push(asked.questionId, asked.answerId);
    }
    const last = await readSnapshot(store.read, user, asked.conversationId, { limit: 5 });
    expect(last.messages.map(({ id }) => id)).toEqual(ids.slice(-5));
    expect(last.more).toBe(true);
    const older = await readSnapshot(store.read, user, asked.conversationId, {
      before: ids.at(-5)!,
      limit: 50,
    });
    expect(older.messages.map(({ id }) => id)).toEqual(ids.slice(0, -5));
    expect(older.more).toBe(false);
  });

  it('lists the last used conversation first and pages without a gap or a double', async () => {
    const store = await openStore();
    const asked = [];
    for (let count = 0; count < 5; count++) asked.push(await store.ask(question()));
    const ids = asked.map(({ conversationId }) => conversationId).reverse();
    const first = await listConversations(store.read, user, { limit: 2 });
    const second = await listConversations(store.read, user, {
      limit: 2,
      cursor: first.nextCursor ?? undefined,
    });
    const third = await listConversations(store.read, user, {
      limit: 2,
      cursor: second.nextCursor ?? undefined,
    });
    expect([first, second, third].flatMap(({ conversations }) => conversations.map(({ id }) => id))).toEqual(
      ids,
    );
    expect(third.nextCursor).toBeNull();
    await expect(listConversations(store.read, user, { cursor: 'x' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it('folds to what is stored, times included, whatever was changed', async () => {
    const store = await openStore();
    const asked = await store.ask(question());
    const before = stateOf(await readSnapshot(store.read, user, asked.conversationId, {}));
    store.pass(60_000);
    await store.write(user, 'changeConversation', {
      id: asked.conversationId,
      draft: 'd',
      title: 't',
      model: 'demo/x',
    });
    await store.write(user, 'endAnswer', {
      ...noEnd,
      answerId: asked.answerId,
      run: 1,
      status: 'complete',
    });
    const after = stateOf(await readSnapshot(store.read, user, asked.conversationId, {}));
    expect(applyEvents(before, store.events)).toEqual(after);
  });

  it('never puts the title of the model over one that a person gave', async () => {
    const store = await openStore();
    const { conversationId: id } = await store.ask(question());
    await store.write(user, 'setTitle', { id, title: 'by the model' });
    expect(await readConversation(store.read, user, id)).toMatchObject({
      title: 'by the model',
      titleSource: 'model',
    });
    await store.write(user, 'changeConversation', { id, title: '我的' });
    await store.write(user, 'setTitle', { id, title: 'by the model again' });
    expect(await readConversation(store.read, user, id)).toMatchObject({
      title: '我的',
      titleSource: 'person',
    });
  });

  it('gives the request that made a conversation the same reply, also after it was renamed', async () => {
    const store = await openStore();
    const asked = { id: newId(), title: 'first' };
    await store.write(user, 'createConversation', asked);
    await store.write(user, 'changeConversation', { id: asked.id, title: 'second' });
    expect(await store.write(user, 'createConversation', asked)).toMatchObject({ title: 'second' });
    const other = store.write(user, 'createConversation', { ...asked, title: 'other' });
    await expect(other).rejects.toMatchObject({ code: 'id_reused' });
  });
});
