import { expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import type { TestStore } from '../../../test/support/databases.ts';
import { onEachDatabase, question, user } from '../../../test/support/on-each-database.ts';
import { readLatestTicks, readTicks } from './journal.ts';
import { readAnswer } from './messages.ts';

const lastSeq = (store: TestStore): number => store.events.at(-1)!.seq;

onEachDatabase('letting go of what is not needed any more', (openStore) => {
  it('removes a deleted conversation for good once its hour is over, with its messages', async () => {
    const store = await openStore();
    const asked = await store.ask(question());
    await store.write(user, 'deleteConversation', { id: asked.conversationId });
    expect(
      await store.write('', 'purgeDeleted', { before: store.now() - 1, after: store.now(), limit: 10 }),
    ).toBe(0);
    expect(
      await store.write('', 'purgeDeleted', {
        before: store.now() + 1,
        after: store.now() + 60_000,
        limit: 10,
      }),
    ).toBe(1);
    await expect(
      store.write(user, 'restoreConversation', { id: asked.conversationId }),
    ).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    const left = await store.read.selectFrom('part').selectAll().execute();
    expect(left).toEqual([]);
  });

  it('removes at once what the clock says will be deleted tomorrow: it has stepped back since', async () => {
    const store = await openStore();
    const asked = await store.ask(question());
    store.pass(24 * 60 * 60_000);
    await store.write(user, 'deleteConversation', { id: asked.conversationId });
    store.pass(-24 * 60 * 60_000);
    const due = { before: store.now() - 1, after: store.now() + 60_000, limit: 10 };
    expect(await store.write('', 'purgeDeleted', due)).toBe(1);
  });

  it('removes a conversation of any depth', async () => {
    const store = await openStore();
    const first = await store.ask(question());
    const rows = Array.from({ length: 1200 }, () => newId());
    await store.insertChain(first, rows);
    await store.write(user, 'deleteConversation', { id: first.conversationId });
    expect(
      await store.write('', 'purgeDeleted', {
        before: store.now() + 1,
        after: store.now() + 60_000,
        limit: 10,
      }),
    ).toBe(1);
    expect(await store.read.selectFrom('message').selectAll().execute()).toEqual([]);
  });

  it('reads no more of the journal than is asked for, the newest of it, however long it is', async () => {
    const store = await openStore();
    for (let tick = 0; tick < 150; tick++) await store.append(user, { type: 'models-changed' });
    const all = await readTicks(store.read, 0);
    expect(await readLatestTicks(store.read, 1_000_000)).toEqual(all);
    expect(await readLatestTicks(store.read, 1)).toEqual(all.slice(-64));
    expect(await readLatestTicks(store.read, 0)).toEqual([]);
  });

  it('lets go of journal rows that are old, but never of text that is in no message yet, nor of the last seq', async () => {
    const store = await openStore();
    const asked = question();
    await store.write(user, 'addQuestion', asked);
    const of = { conversationId: asked.conversationId, answerId: asked.answerId, run: 1 };
    await store.append(user, { type: 'text-delta', ...of, text: 'not yet in the message' });
    await store.append(user, { type: 'models-changed' });
    await store.write('', 'pruneJournal', { upTo: lastSeq(store), limit: 100 });
    expect((await readAnswer(store.read, user, asked.answerId)).parts).toEqual([
      { type: 'text', text: 'not yet in the message' },
    ]);
    await store.write(user, 'endFromJournal', { ...of, status: 'interrupted', error: null });
    await store.write('', 'pruneJournal', { upTo: lastSeq(store), limit: 100 });
    expect(await readTicks(store.read, 0)).toHaveLength(1);
    expect((await readAnswer(store.read, user, asked.answerId)).parts).toEqual([
      { type: 'text', text: 'not yet in the message' },
    ]);
  });

  it('lets go of a bounded number of journal rows at a time, the oldest first', async () => {
    const store = await openStore();
    const { id } = await store.write(user, 'createConversation', { id: newId() });
    for (const title of ['a', 'b', 'c']) await store.write(user, 'changeConversation', { id, title });
    const ticks = await readTicks(store.read, 0);
    const bound = { upTo: lastSeq(store), limit: 2 };
    expect(await store.write('', 'pruneJournal', bound)).toBe(2);
    expect(await readTicks(store.read, 0)).toEqual(ticks.slice(2));
    expect(await store.write('', 'pruneJournal', bound)).toBe(1);
    expect(await readTicks(store.read, 0)).toEqual(ticks.slice(3));
  });
});
