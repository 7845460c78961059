import { expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { noEnd, onEachDatabase, question, user } from '../../../test/support/on-each-database.ts';
import { liveAnswerRows, readAnswer, readSnapshot } from './messages.ts';
import type { NewQuestion } from './writes/messages.ts';

onEachDatabase('an answer in the store', (openStore) => {
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

  it('keeps what was shown of a tool call and of sources, whether it was in the message or in the journal', async () => {
    const store = await openStore();
    const { conversationId, answerId } = await store.ask(question());
    const of = { conversationId, answerId, run: 1 };
    const call = { type: 'tool-call', index: 0, id: 'call_1', name: 'weather' } as const;
    const source = (index: number) => ({
      index,
      title: `第 ${index} 页`,
      url: 'https://example.com/',
      site: 'E',
    });
    const kept = { type: 'source', ...source(1) } as const;
    await store.append(user, { type: 'sources-added', ...of, sources: [source(1)] });
    await store.append(user, { ...of, ...call, type: 'tool-call-delta', arguments: '{"city"' });
    const parts = [kept, { ...call, arguments: '{"city"' }];
    await store.write(user, 'checkpointAnswer', { ...of, parts });
    await store.append(user, { type: 'tool-call-delta', ...of, index: 0, arguments: ':"杭州"}' });
    await store.append(user, { type: 'sources-added', ...of, sources: [source(1), source(2)] });
    const shown = [{ ...call, arguments: '{"city":"杭州"}' }, kept, { type: 'source', ...source(2) }];
    expect((await readAnswer(store.read, user, answerId)).parts).toEqual(shown);
    await store.write(user, 'endFromJournal', { ...of, status: 'interrupted', error: null });
    expect((await readAnswer(store.read, user, answerId)).parts).toEqual(shown);
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

  it('ends an answer that was purged and asked for again, and keeps what each has used', async () => {
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
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ prompt_tokens: 3, completion_tokens: 4 });
    expect(rows[1]).toMatchObject({ prompt_tokens: 3, completion_tokens: 4 });
  });
});
