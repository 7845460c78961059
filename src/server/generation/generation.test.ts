import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { textOf } from '../../protocol/messages.ts';
import { GenerationRig } from '../../../test/support/generation-rig.ts';
import type { AnswerLimits } from '../config.ts';
import { readConversation } from '../store/conversations.ts';

const user = 'local';
const soon = (): AbortSignal => AbortSignal.timeout(5000);

describe('generation', () => {
  let rig: GenerationRig;

  beforeEach(async () => {
    rig = await GenerationRig.start({ running: 2 });
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  async function limited(limits: Partial<AnswerLimits>): Promise<void> {
    await rig[Symbol.asyncDispose]();
    rig = await GenerationRig.start(limits);
  }

  it('writes an answer to its end with nobody watching', async () => {
    const { id } = await rig.ask('script:tokens=5&rate=0');
    const answer = await rig.ended(id);
    expect(answer).toMatchObject({
      status: 'complete',
      finishReason: 'stop',
      error: null,
      usage: { completionTokens: 5 },
    });
    expect(textOf(answer).split(' ').filter(Boolean)).toEqual(['t0', 't1', 't2', 't3', 't4']);
  });

  it('asks the model once for a request that is sent a hundred times', async () => {
    const conversationId = newId();
    const body = rig.question('script:tokens=3&rate=0');
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => rig.generation.send(user, conversationId, body)),
    );
    expect(new Set(replies.map(({ answer }) => answer.id)).size).toBe(1);
    await rig.ended(replies[0]!.answer.id);
    expect(rig.requests()).toHaveLength(1);
  });

  it('stops an answer in the middle, keeps what came and closes the upstream', async () => {
    const { id } = await rig.ask('script:tokens=9&rate=0&stallAfter=3');
    await rig.until(id, (answer) => textOf(answer).includes('t2'));
    const { answer } = await rig.generation.stop(user, id);
    expect(answer.status).toBe('stopped');
    expect(textOf(answer)).toContain('t2');
    await rig.demo.findRequest(({ state }) => state === 'closed-by-client', soon());
  });

  it('stops an answer before its first token', async () => {
    const { id } = await rig.ask('script:tokens=9&rate=0&stallAfter=0');
    await rig.demo.findRequest(({ state }) => state === 'running', soon());
    const { answer } = await rig.generation.stop(user, id);
    expect(answer).toMatchObject({ status: 'stopped', parts: [] });
    await rig.demo.findRequest(({ state }) => state === 'closed-by-client', soon());
  });

  it('stops an answer while it waits to ask again, and never asks again', async () => {
    const { id } = await rig.ask('script:{"error":"limit_requests","retryAfterSeconds":30}');
    await rig.demo.findRequest(({ state }) => state === 'refused', soon());
    const { answer } = await rig.generation.stop(user, id);
    expect(answer).toMatchObject({ status: 'stopped', parts: [], error: null });
    expect(rig.demo.requests()).toHaveLength(1);
  });

  it('tells the real status when a stop comes too late', async () => {
    const { id } = await rig.ask('script:tokens=1&rate=0');
    await rig.ended(id);
    expect((await rig.generation.stop(user, id)).answer.status).toBe('complete');
  });

  it('keeps the text of an answer whose line was cut and says why it failed', async () => {
    const { id } = await rig.ask('script:{"tokens":6,"cutAfter":4,"rate":0}');
    const answer = await rig.ended(id);
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'upstream_cut', retryable: true } });
    expect(textOf(answer)).toContain('t3');
  });

  it('does not call an empty answer complete', async () => {
    const { id } = await rig.ask('script:tokens=0&rate=0');
    expect(await rig.ended(id)).toMatchObject({ status: 'failed', error: { code: 'answer_empty' } });
  });

  it('keeps a tool call that is all the model says, and calls that a whole answer', async () => {
    const call = { id: 'call_1', name: 'weather', arguments: '{"city":"杭州"}' };
    const { id } = await rig.ask(`script:${JSON.stringify({ toolCalls: [call] })}`);
    expect(await rig.ended(id)).toMatchObject({
      status: 'complete',
      finishReason: 'tool_calls',
      parts: [{ type: 'tool-call', index: 0, ...call }],
    });
  });

  it('does not go on in the middle of a tool call', async () => {
    const call = { name: 'weather', arguments: '{"city":"杭州"}' };
    const script = { text: 'Let me look.', toolCalls: [call], finish: 'length' };
    const answer = await rig.ended((await rig.ask(`script:${JSON.stringify(script)}`)).id);
    expect(answer.parts).toMatchObject([{ type: 'text' }, { type: 'tool-call' }]);
    const again = rig.generation.continue(user, answer.id, { id: newId() });
    await expect(again).rejects.toMatchObject({ code: 'cannot_continue' });
  });

  it('ends an answer whose tool call grows too large', async () => {
    await limited({ answerBytes: 1024 });
    const call = { name: 'write', arguments: `"${'long '.repeat(10_000)}"` };
    const { id } = await rig.ask(`script:${JSON.stringify({ toolCalls: [call] })}`);
    expect(await rig.ended(id)).toMatchObject({ status: 'failed', error: { code: 'answer_too_long' } });
  });

  it('ends an answer that takes too long, with what came and the reason', async () => {
    await limited({ answerMs: 100 });
    const { id } = await rig.ask('script:tokens=9&rate=0&stallAfter=3');
    const answer = await rig.ended(id);
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'answer_too_slow', retryable: true } });
    expect(textOf(answer)).toContain('t2');
    await rig.demo.findRequest(({ state }) => state === 'closed-by-client', soon());
  });

  it('ends an answer that grows too large, with what came and the reason', async () => {
    await limited({ answerBytes: 1024 });
    const { id } = await rig.ask('script:tokens=100000&rate=0');
    const answer = await rig.ended(id);
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'answer_too_long', retryable: false } });
    expect(textOf(answer)).toContain('t100 ');
  });

  it('gives up a model server that says nothing for longer than is allowed', async () => {
    await limited({ gapMs: 100 });
    const { id } = await rig.ask('script:tokens=9&rate=0&stallAfter=3');
    expect(await rig.ended(id)).toMatchObject({ status: 'failed', error: { code: 'upstream_stalled' } });
  });

  it('stores the question even where no provider can be asked', async () => {
    const { answer, message } = await rig.generation.send(
      user,
      newId(),
      rig.question('x', { model: 'nobody/x' }),
    );
    const failed = await rig.until(answer.id, ({ status }) => status === 'failed');
    expect(failed.error).toMatchObject({ code: 'provider_not_found' });
    expect(message.parts).toEqual([{ type: 'text', text: 'hello' }]);
  });

  it('gives the model the path that leads to the question, without reasoning and without other branches', async () => {
    const conversationId = newId();
    const first = await rig.ask('script:{"text":"A1","reasoning":"R1","rate":0}', {
      conversationId,
      text: 'Q1',
    });
    await rig.ended(first.id);
    const { answer: second } = await rig.generation.regenerate(user, first.id, {
      id: newId(),
      model: 'demo/script:{"text":"A2","rate":0}',
    });
    await rig.ended(second.id);
    const third = await rig.ask('script:{"text":"A3","rate":0}', {
      conversationId,
      text: 'Q2',
      parentId: second.id,
    });
    await rig.ended(third.id);
    const { body } = rig.demo.requests().find(({ model }) => model.includes('A3'))!;
    expect(JSON.stringify((body as { messages: unknown }).messages)).toBe(
      JSON.stringify([
        { role: 'user', content: 'Q1' },
        { role: 'assistant', content: 'A2' },
        { role: 'user', content: 'Q2' },
      ]),
    );
  });

  it('lets answers over the limit wait their turn, in the order they were asked', async () => {
    const running = [
      await rig.ask('script:tokens=9&rate=0&stallAfter=1'),
      await rig.ask('script:tokens=9&rate=0&stallAfter=1'),
    ];
    const waiting = await rig.ask('script:tokens=2&rate=0');
    expect(running.map(({ status }) => status)).toEqual(['running', 'running']);
    expect(waiting.status).toBe('queued');
    await rig.generation.stop(user, running[0]!.id);
    expect((await rig.ended(waiting.id)).status).toBe('complete');
  });

  it('never starts a queued answer that was stopped while it waited', async () => {
    const running = [
      await rig.ask('script:tokens=9&rate=0&stallAfter=1'),
      await rig.ask('script:tokens=9&rate=0&stallAfter=1'),
    ];
    const waiting = await rig.ask('script:tokens=2&rate=0');
    expect((await rig.generation.stop(user, waiting.id)).answer.status).toBe('stopped');
    await Promise.all(running.map(({ id }) => rig.generation.stop(user, id)));
    const next = await rig.ask('script:tokens=1&rate=0');
    await rig.ended(next.id);
    expect(rig.demo.requests().some(({ model }) => model.includes('tokens=2'))).toBe(false);
  });

  it('closes the upstream of an answer that is stopped just as its turn comes', async () => {
    const running = [
      await rig.ask('script:tokens=9&rate=0&stallAfter=1'),
      await rig.ask('script:tokens=9&rate=0&stallAfter=1'),
    ];
    const waiting = await rig.ask('script:tokens=8&rate=0&stallAfter=1');
    const freed = rig.generation.stop(user, running[0]!.id);
    const stopped = rig.generation.stop(user, waiting.id);
    await Promise.all([freed, stopped]);
    expect((await stopped).answer.status).toBe('stopped');
    const next = await rig.ask('script:tokens=1&rate=0');
    expect((await rig.ended(next.id)).status).toBe('complete');
    const asked = rig.demo.requests().filter(({ model }) => model.includes('tokens=8'));
    expect(asked.every(({ state }) => state === 'closed-by-client')).toBe(true);
  });

  it('keeps what was shown where the writer of an answer fails', async () => {
    const { id } = await rig.ask('script:tokens=40&rate=0&stallAfter=30');
    await rig.until(id, (answer) => textOf(answer).includes('t29'));
    // As a writer would that has lost its head: nothing but the journal knows the text.
    await rig.journal.write(user, 'endFromJournal', { answerId: id, run: 1, status: 'failed', error: null });
    expect(textOf(await rig.read(id))).toContain('t29');
    await rig.generation.stop(user, id);
  });

  it('refuses more than a bounded queue, and stores nothing of what it refuses', async () => {
    const conversationId = newId();
    for (let count = 0; count < 12; count++) await rig.ask('script:tokens=9&rate=0&stallAfter=1');
    await expect(rig.ask('script:tokens=1', { conversationId })).rejects.toMatchObject({
      code: 'queue_full',
    });
    await expect(readConversation(rig.store.read, user, conversationId)).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
  });

  it('asks for no title where a person has given one', async () => {
    const { id, conversationId } = await rig.ask('demo', { text: 'hello' });
    await rig.journal.write(user, 'changeConversation', { id: conversationId, title: 'mine' });
    await rig.ended(id);
    await rig.restart();
    expect(rig.demo.requests().some(({ body }) => JSON.stringify(body ?? '').includes('Write a title'))).toBe(
      false,
    );
  });

  it('stops what runs in a conversation that is deleted', async () => {
    const { id, conversationId } = await rig.ask('script:tokens=9&rate=0&stallAfter=1');
    await rig.until(id, (answer) => textOf(answer) !== '');
    await rig.generation.deleteConversation(user, conversationId);
    await rig.demo.findRequest(({ state }) => state === 'closed-by-client', soon());
  });

  it('says nothing of an answer after its end, also where that is the delete of its conversation', async () => {
    for (let count = 0; count < 5; count++) {
      const { id, conversationId } = await rig.ask('script:tokens=100000&rate=20000');
      await rig.untilText(id, 't20');
      await rig.generation.deleteConversation(user, conversationId);
      await rig.upstreamClosed();
      await rig.journal.settled();
      const told = rig.journal.tail.read({ user, conversationId }, 0);
      const events = told === 'gone' ? [] : told.entries.map(({ event }) => event.type);
      expect(events.slice(events.indexOf('answer-end'))).toEqual(['answer-end', 'conversation-deleted']);
    }
  });

  it('says of an answer whose conversation is deleted that it does not exist', async () => {
    const { id, conversationId } = await rig.ask('script:tokens=1&rate=0');
    await rig.ended(id);
    await rig.generation.deleteConversation(user, conversationId);
    const gone = { code: 'answer_not_found' };
    await expect(rig.generation.stop(user, id)).rejects.toMatchObject(gone);
    await expect(rig.generation.regenerate(user, id, { id: newId() })).rejects.toMatchObject(gone);
    await expect(rig.generation.continue(user, id, { id: newId() })).rejects.toMatchObject(gone);
  });

  it('ends what runs as interrupted when the server stops, and takes up what was queued after its start', async () => {
    const running = [
      await rig.ask('script:{"tokens":9,"stallAfter":2,"partial":"refuse"}'),
      await rig.ask('script:{"tokens":9,"stallAfter":2,"partial":"refuse"}'),
    ];
    for (const { id } of running) await rig.until(id, (answer) => textOf(answer).includes('t1'));
    const queued = await rig.ask('script:tokens=2&rate=0');
    await rig.restart();
    expect((await rig.ended(queued.id)).status).toBe('complete');
    for (const { id } of running) {
      const answer = await rig.ended(id, 2);
      expect(answer.status).toBe('interrupted');
      expect(textOf(answer).trim()).toBe('t0 t1');
    }
  });

  it('names a conversation after its first exchange, with thinking off and few tokens', async () => {
    const titled = new Promise<void>((resolve) => {
      rig.journal.viewers.subscribe({ user }, (entries) => {
        if (
          entries.some(
            ({ event }) => event.type === 'conversation-changed' && event.change.titleSource === 'model',
          )
        )
          resolve();
      });
    });
    const { id, conversationId } = await rig.ask('demo', { text: 'Tell me about inkstones' });
    await rig.ended(id);
    const { body } = await rig.demo.findRequest(
      (request) => JSON.stringify(request.body ?? '').includes('Write a title'),
      soon(),
    );
    expect(body).toMatchObject({ max_tokens: 20, enable_thinking: false });
    await titled;
    expect(await readConversation(rig.store.read, user, conversationId)).toMatchObject({
      titleSource: 'model',
    });
  });
});
