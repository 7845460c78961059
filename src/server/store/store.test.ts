import { afterEach, describe, expect, it } from 'vitest';
import { applyEvents, stateOf } from '../../protocol/fold.ts';
import { newId } from '../../protocol/ids.ts';
import { parseOffset } from '../../protocol/offset.ts';
import { databases, type TestStore } from '../../../test/support/databases.ts';
import { listConversations, readConversation } from './conversations.ts';
import { readLatestTicks, readTicks } from './journal.ts';
import { liveAnswerRows, readAnswer, readSnapshot } from './messages.ts';
import { listProviderRows } from './providers.ts';
import { readSettings } from './settings.ts';
import type { NewQuestion } from './writes/messages.ts';

const user = 'local';

function question(overrides: Partial<NewQuestion> = {}): NewQuestion {
  return {
    conversationId: newId(),
    questionId: newId(),
    answerId: newId(),
    parentId: null,
    text: '你好',
    model: 'demo/demo',
    options: {},
    status: 'running',
    maxQueued: 10,
    request: 'one',
    title: '你好',
    keepDraft: false,
    ...overrides,
  };
}

const lastSeq = (store: TestStore): number => store.events.at(-1)!.seq;

const noEnd = { finishReason: null, usage: null, timings: null, error: null, parts: [] };

for (const { name, open } of databases) {
  describe(`the store on ${name}`, () => {
    let opened: TestStore | undefined;
    const openStore = async (): Promise<TestStore> => (opened = await open());
    afterEach(async () => opened?.close());

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

    it('reads an answer that is being written as its checkpoint and what the journal holds beyond it', async () => {
      const store = await openStore();
      const asked = question();
      await store.write(user, 'addQuestion', asked);
      const of = { conversationId: asked.conversationId, answerId: asked.answerId, run: 1 };
      await store.append(user, { type: 'reasoning-delta', ...of, text: '想' });
      await store.append(user, { type: 'text-delta', ...of, text: '一' });
      await store.write(user, 'checkpointAnswer', {
        ...of,
        parts: [
          { type: 'reasoning', text: '想' },
          { type: 'text', text: '一' },
        ],
      });
      await store.append(user, { type: 'text-delta', ...of, text: '二' });
      const { parts, status } = await readAnswer(store.read, user, asked.answerId);
      expect(parts).toEqual([
        { type: 'reasoning', text: '想' },
        { type: 'text', text: '一二' },
      ]);
      expect(status).toBe('running');
    });

    it('ends what a crash left running with all that was shown, and leaves what was queued', async () => {
      const store = await openStore();
      const running = question();
      const queued = question({ status: 'queued' });
      await store.write(user, 'addQuestion', running);
      await store.write(user, 'addQuestion', queued);
      const of = { conversationId: running.conversationId, answerId: running.answerId, run: 1 };
      await store.append(user, { type: 'text-delta', ...of, text: 'all that was shown' });
      await store.write(user, 'endFromJournal', { ...of, status: 'interrupted', error: null });
      const { parts, status } = await readAnswer(store.read, user, running.answerId);
      expect({ parts, status }).toEqual({
        parts: [{ type: 'text', text: 'all that was shown' }],
        status: 'interrupted',
      });
      expect((await liveAnswerRows(store.read)).map(({ id }) => id)).toEqual([queued.answerId]);
    });

    it('ends very many at once, each with all that was shown of it, and no other', async () => {
      const store = await openStore();
      const asked = [];
      for (let count = 0; count < 7; count++) asked.push(await store.ask(question()));
      for (let tick = 0; tick < 70; tick++) {
        const said = asked.map(({ conversationId, answerId }, index) => {
          const text = `${index}:${tick} `;
          return JSON.stringify({ type: 'text-delta', conversationId, answerId, run: 1, text });
        });
        await store.commit([{ user, events: said }]);
      }
      const ids = asked.map(({ answerId }) => answerId);
      const [stopped, other, ...rest] = ids;
      await store.write(user, 'endFromJournal', {
        answerId: stopped!,
        run: 1,
        status: 'stopped',
        error: null,
      });
      const runs = [stopped!, ...rest].map((answerId) => ({ answerId, run: 1 }));
      await store.write(user, 'endAllFromJournal', { runs, status: 'interrupted', error: null });
      const after = await Promise.all(ids.map((id) => readAnswer(store.read, user, id)));
      expect(after.map(({ status }) => status)).toEqual([
        ...['stopped', 'running'],
        ...rest.map(() => 'interrupted'),
      ]);
      for (const [index, { parts }] of after.entries()) {
        const text = Array.from({ length: 70 }, (_, tick) => `${index}:${tick} `).join('');
        expect(parts).toEqual([{ type: 'text', text }]);
      }
      expect((await liveAnswerRows(store.read)).map(({ id }) => id)).toEqual([other]);
    });

    it('keeps and ends an answer that changes between thinking and speaking many thousand times', async () => {
      const store = await openStore();
      const { conversationId, answerId } = await store.ask(question());
      const parts = Array.from({ length: 14_000 }, (_, index) => ({
        type: index % 2 === 0 ? ('reasoning' as const) : ('text' as const),
        text: `${index} `,
      }));
      await store.write(user, 'checkpointAnswer', { answerId, run: 1, parts });
      const delta = { type: 'reasoning-delta', conversationId, answerId, run: 1, text: 'at last' } as const;
      await store.append(user, delta);
      await store.write(user, 'endFromJournal', { answerId, run: 1, status: 'interrupted', error: null });
      const answer = await readAnswer(store.read, user, answerId);
      expect(answer.status).toBe('interrupted');
      expect(answer.parts).toEqual([...parts, { type: 'reasoning', text: 'at last' }]);
    });

    it('takes the first end of an answer for its end', async () => {
      const store = await openStore();
      const { answerId } = await store.ask(question());
      expect(await store.write(user, 'endAnswer', { answerId, run: 1, ...noEnd, status: 'stopped' })).toBe(
        true,
      );
      expect(await store.write(user, 'endAnswer', { answerId, run: 1, ...noEnd, status: 'complete' })).toBe(
        false,
      );
      expect((await readAnswer(store.read, user, answerId)).status).toBe('stopped');
    });

    it('stops what runs in a conversation that is deleted, with the words of the very same tick, and restores it whole', async () => {
      const store = await openStore();
      const asked = question();
      await store.write(user, 'addQuestion', asked);
      const { conversationId, answerId } = asked;
      const delta = { type: 'text-delta', conversationId, answerId, run: 1, text: 'last words' } as const;
      await store.commit([
        { user, events: [JSON.stringify(delta)] },
        { user, events: [], write: { name: 'deleteConversation', args: { id: conversationId } } },
      ]);
      await expect(readSnapshot(store.read, user, conversationId, {})).rejects.toMatchObject({
        code: 'conversation_not_found',
      });
      await store.write(user, 'restoreConversation', { id: conversationId });
      const { messages } = await readSnapshot(store.read, user, conversationId, {});
      expect(messages[1]).toMatchObject({ status: 'stopped', parts: [{ type: 'text', text: 'last words' }] });
    });

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

    it('ends an answer that was purged and asked for again, and adds what both have cost', async () => {
      const store = await openStore();
      const asked = question();
      const usage = { promptTokens: 3, completionTokens: 4 };
      for (let count = 0; count < 2; count++) {
        await store.ask(asked);
        const end = { ...noEnd, answerId: asked.answerId, run: 1, status: 'complete', usage } as const;
        expect(await store.write(user, 'endAnswer', end)).toBe(true);
        await store.write(user, 'deleteConversation', { id: asked.conversationId });
        await store.write('', 'purgeDeleted', { before: store.now() + 1, after: store.now() + 2, limit: 1 });
      }
      const rows = await store.read.selectFrom('usage').selectAll().execute();
      expect(rows).toMatchObject([{ answer_id: asked.answerId, prompt_tokens: 6, completion_tokens: 8 }]);
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
      expect(
        [first, second, third].flatMap(({ conversations }) => conversations.map(({ id }) => id)),
      ).toEqual(ids);
      expect(third.nextCursor).toBeNull();
      await expect(listConversations(store.read, user, { cursor: 'x' })).rejects.toMatchObject({
        code: 'invalid_request',
      });
    });

    it('shows nobody anything of somebody else', async () => {
      const store = await openStore();
      await store.addUser('other');
      const asked = await store.ask(question());
      await expect(readSnapshot(store.read, 'other', asked.conversationId, {})).rejects.toMatchObject({
        code: 'conversation_not_found',
      });
      await expect(readAnswer(store.read, 'other', asked.answerId)).rejects.toMatchObject({
        code: 'answer_not_found',
      });
      await expect(
        store.write('other', 'deleteConversation', { id: asked.conversationId }),
      ).rejects.toMatchObject({
        code: 'conversation_not_found',
      });
      await expect(
        store.write('other', 'addQuestion', question({ conversationId: asked.conversationId })),
      ).rejects.toMatchObject({
        code: 'conversation_not_found',
      });
      await expect(
        store.write('other', 'createConversation', { id: asked.conversationId }),
      ).rejects.toMatchObject({ code: 'id_reused' });
      expect((await listConversations(store.read, 'other', {})).conversations).toEqual([]);
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

    it('lets an answer go on by itself once, and only while nobody has gone on from it', async () => {
      const store = await openStore();
      const cutOff = async (): Promise<NewQuestion> => {
        const asked = await store.ask(question());
        const of = { conversationId: asked.conversationId, answerId: asked.answerId, run: 1 };
        await store.append(user, { type: 'text-delta', ...of, text: 'half' });
        await store.write(user, 'endFromJournal', { ...of, status: 'interrupted', error: null });
        return asked;
      };
      const byItself = ({ answerId }: NewQuestion) => {
        const args = { id: newId(), answerId, status: 'running', maxQueued: 10, request: null } as const;
        return store.write(user, 'continueAnswer', args);
      };
      const waitedFor = await cutOff();
      const { conversationId, answerId: parentId } = waitedFor;
      await store.ask(question({ conversationId, parentId, status: 'queued' }));
      expect((await byItself(waitedFor)).answer).toMatchObject({ run: 2, status: 'running', seams: [4] });
      await store.write(user, 'endFromJournal', {
        answerId: parentId,
        run: 2,
        status: 'interrupted',
        error: null,
      });
      await expect(byItself(waitedFor)).rejects.toMatchObject({ code: 'cannot_continue' });
      const goneOn = await cutOff();
      await store.ask(question({ conversationId: goneOn.conversationId, parentId: goneOn.answerId }));
      await expect(byItself(goneOn)).rejects.toMatchObject({ code: 'cannot_continue' });
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

    it('finds the newest leaf of a deep branch', async () => {
      const store = await openStore();
      const first = await store.ask(question());
      const rows = Array.from({ length: 300 }, () => newId());
      await store.insertChain(first, rows);
      await store.write(user, 'changeConversation', { id: first.conversationId, leafId: first.questionId });
      expect((await readConversation(store.read, user, first.conversationId)).leafId).toBe(rows.at(-1));
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

    it('gives the request that made a conversation the same reply, also after it was renamed', async () => {
      const store = await openStore();
      const asked = { id: newId(), title: 'first' };
      await store.write(user, 'createConversation', asked);
      await store.write(user, 'changeConversation', { id: asked.id, title: 'second' });
      expect(await store.write(user, 'createConversation', asked)).toMatchObject({ title: 'second' });
      const other = store.write(user, 'createConversation', { ...asked, title: 'other' });
      await expect(other).rejects.toMatchObject({ code: 'id_reused' });
    });

    it('refuses a question that is its own answer', async () => {
      const store = await openStore();
      const id = newId();
      const asked = store.write(user, 'addQuestion', question({ questionId: id, answerId: id }));
      await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('keeps settings and providers of each person apart', async () => {
      const store = await openStore();
      await store.addUser('other');
      await store.write(user, 'changeSettings', { defaultModel: 'demo/demo' });
      await store.write(user, 'addProvider', {
        id: newId(),
        kind: 'openai',
        name: 'X',
        baseUrl: 'http://x/v1',
        sealedKey: null,
      });
      expect((await readSettings(store.read, user)).settings).toEqual({
        defaultModel: 'demo/demo',
        draft: '',
      });
      expect((await readSettings(store.read, 'other')).settings).toEqual({ defaultModel: null, draft: '' });
      expect(await listProviderRows(store.read, user)).toHaveLength(1);
      expect(await listProviderRows(store.read, 'other')).toEqual([]);
    });
  });
}
