import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoModel, startDemoModel } from '../../demo-model/server.ts';
import { ApiError } from '../../protocol/errors.ts';
import { newId } from '../../protocol/ids.ts';
import { isLive, type Message, type NewMessage, textOf } from '../../protocol/messages.ts';
import { type AnswerLimits, readConfig } from '../config.ts';
import { Journal } from '../journal/journal.ts';
import { watchAnswer } from '../journal/watch-answer.ts';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import { readConversation } from '../store/conversations.ts';
import { readAnswer } from '../store/messages.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { Generation } from './generation.ts';

const user = 'local';
const logger = createLogger('silent');
const metrics = new Metrics(logger);
const never = new AbortController().signal;

describe('generation', () => {
  let dataDir: string;
  let demo: DemoModel;
  let store: Store;
  let journal: Journal;
  let generation: Generation;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'inkstone-generation-'));
    demo = await startDemoModel({ inspect: true });
    await open();
  });

  afterEach(async () => {
    await close();
    await demo.close();
    rmSync(dataDir, { recursive: true });
  });

  async function open(limits: Partial<AnswerLimits> = {}): Promise<void> {
    store = await openSqliteStore(dataDir);
    journal = await Journal.open(store, { logger, metrics });
    const provider = { id: 'demo', name: 'Demo', kind: 'demo', baseUrl: demo.url, apiKey: null } as const;
    generation = new Generation({
      store,
      journal,
      logger,
      metrics,
      limits: { ...readConfig({}, dataDir).limits, running: 2, ...limits },
      models: {
        resolve: (_, model) => {
          if (!model?.startsWith('demo/')) throw new ApiError('provider_not_found', model ?? undefined);
          return Promise.resolve({ provider, model: model.slice(5), thinking: 'none' });
        },
        defaultModel: () => Promise.resolve('demo/demo'),
      },
    });
    await generation.recover();
    generation.takeUp({ cutOff: true });
  }

  async function close(): Promise<void> {
    await generation.close();
    await journal.close();
    await store.close();
  }

  function question(model: string, overrides: Partial<NewMessage> = {}): NewMessage {
    return { id: newId(), parentId: null, text: 'hello', model: `demo/${model}`, ...overrides };
  }

  async function ask(
    model: string,
    overrides: Partial<NewMessage> & { conversationId?: string } = {},
  ): Promise<Message> {
    const { conversationId = newId(), ...rest } = overrides;
    return (await generation.send(user, conversationId, question(model, rest))).answer;
  }

  async function until(answerId: string, fits: (answer: Message) => boolean): Promise<Message> {
    for await (const answer of watchAnswer({ store, journal }, user, answerId, never))
      if (fits(answer)) return answer;
    throw new Error('the answer ended without it');
  }

  const ended = (answerId: string): Promise<Message> => until(answerId, (answer) => !isLive(answer));

  it('writes an answer to its end with nobody watching', async () => {
    const { id } = await ask('script:tokens=5&rate=0');
    const answer = await ended(id);
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
    const body = question('script:tokens=3&rate=0');
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => generation.send(user, conversationId, body)),
    );
    expect(new Set(replies.map(({ answer }) => answer.id)).size).toBe(1);
    await ended(replies[0]!.answer.id);
    expect(demo.requests().filter(({ model }) => model.startsWith('script'))).toHaveLength(1);
  });

  it('stops an answer in the middle, keeps what came and closes the upstream', async () => {
    const { id } = await ask('script:tokens=9&rate=0&stallAfter=3');
    await until(id, (answer) => textOf(answer).includes('t2'));
    const { answer } = await generation.stop(user, id);
    expect(answer.status).toBe('stopped');
    expect(textOf(answer)).toContain('t2');
    await demo.findRequest(({ state }) => state === 'closed-by-client', AbortSignal.timeout(5000));
  });

  it('stops an answer before its first token', async () => {
    const { id } = await ask('script:tokens=9&rate=0&stallAfter=0');
    await demo.findRequest(({ state }) => state === 'running', AbortSignal.timeout(5000));
    const { answer } = await generation.stop(user, id);
    expect(answer).toMatchObject({ status: 'stopped', parts: [] });
    await demo.findRequest(({ state }) => state === 'closed-by-client', AbortSignal.timeout(5000));
  });

  it('stops an answer while it waits to ask again, and never asks again', async () => {
    const { id } = await ask('script:{"error":"limit_requests","retryAfterSeconds":30}');
    await demo.findRequest(({ state }) => state === 'refused', AbortSignal.timeout(5000));
    const { answer } = await generation.stop(user, id);
    expect(answer).toMatchObject({ status: 'stopped', parts: [], error: null });
    expect(demo.requests()).toHaveLength(1);
  });

  it('tells the real status when a stop comes too late', async () => {
    const { id } = await ask('script:tokens=1&rate=0');
    await ended(id);
    expect((await generation.stop(user, id)).answer.status).toBe('complete');
  });

  it('keeps the text of an answer whose line was cut and says why it failed', async () => {
    const { id } = await ask('script:{"tokens":6,"cutAfter":4,"rate":0}');
    const answer = await ended(id);
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'upstream_cut', retryable: true } });
    expect(textOf(answer)).toContain('t3');
  });

  it('does not call an empty answer complete', async () => {
    const { id } = await ask('script:tokens=0&rate=0');
    expect(await ended(id)).toMatchObject({ status: 'failed', error: { code: 'answer_empty' } });
  });

  it('ends an answer that takes too long, with what came and the reason', async () => {
    await close();
    await open({ answerMs: 100 });
    const { id } = await ask('script:tokens=9&rate=0&stallAfter=3');
    const answer = await ended(id);
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'answer_too_slow', retryable: true } });
    expect(textOf(answer)).toContain('t2');
    await demo.findRequest(({ state }) => state === 'closed-by-client', AbortSignal.timeout(5000));
  });

  it('ends an answer that grows too large, with what came and the reason', async () => {
    await close();
    await open({ answerBytes: 1024 });
    const { id } = await ask('script:tokens=100000&rate=0');
    const answer = await ended(id);
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'answer_too_long', retryable: false } });
    expect(textOf(answer)).toContain('t100 ');
  });

  it('gives up a model server that says nothing for longer than is allowed', async () => {
    await close();
    await open({ gapMs: 100 });
    const { id } = await ask('script:tokens=9&rate=0&stallAfter=3');
    expect(await ended(id)).toMatchObject({ status: 'failed', error: { code: 'upstream_stalled' } });
  });

  it('stores the question even where no provider can be asked', async () => {
    const { answer, message } = await generation.send(user, newId(), question('x', { model: 'nobody/x' }));
    const failed = await until(answer.id, ({ status }) => status === 'failed');
    expect(failed.error).toMatchObject({ code: 'provider_not_found' });
    expect(message.parts).toEqual([{ type: 'text', text: 'hello' }]);
  });

  it('gives the model the path that leads to the question, without reasoning and without other branches', async () => {
    const conversationId = newId();
    const first = await ask('script:{"text":"A1","reasoning":"R1","rate":0}', { conversationId, text: 'Q1' });
    await ended(first.id);
    const { answer: second } = await generation.regenerate(user, first.id, {
      id: newId(),
      model: 'demo/script:{"text":"A2","rate":0}',
    });
    await ended(second.id);
    const third = await ask('script:{"text":"A3","rate":0}', {
      conversationId,
      text: 'Q2',
      parentId: second.id,
    });
    await ended(third.id);
    const { body } = demo.requests().find(({ model }) => model.includes('A3'))!;
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
      await ask('script:tokens=9&rate=0&stallAfter=1'),
      await ask('script:tokens=9&rate=0&stallAfter=1'),
    ];
    const waiting = await ask('script:tokens=2&rate=0');
    expect(running.map(({ status }) => status)).toEqual(['running', 'running']);
    expect(waiting.status).toBe('queued');
    await generation.stop(user, running[0]!.id);
    expect((await ended(waiting.id)).status).toBe('complete');
  });

  it('never starts a queued answer that was stopped while it waited', async () => {
    const running = [
      await ask('script:tokens=9&rate=0&stallAfter=1'),
      await ask('script:tokens=9&rate=0&stallAfter=1'),
    ];
    const waiting = await ask('script:tokens=2&rate=0');
    expect((await generation.stop(user, waiting.id)).answer.status).toBe('stopped');
    await Promise.all(running.map(({ id }) => generation.stop(user, id)));
    const next = await ask('script:tokens=1&rate=0');
    await ended(next.id);
    expect(demo.requests().some(({ model }) => model.includes('tokens=2'))).toBe(false);
  });

  it('closes the upstream of an answer that is stopped just as its turn comes', async () => {
    const running = [
      await ask('script:tokens=9&rate=0&stallAfter=1'),
      await ask('script:tokens=9&rate=0&stallAfter=1'),
    ];
    const waiting = await ask('script:tokens=8&rate=0&stallAfter=1');
    const freed = generation.stop(user, running[0]!.id);
    const stopped = generation.stop(user, waiting.id);
    await Promise.all([freed, stopped]);
    expect((await stopped).answer.status).toBe('stopped');
    const next = await ask('script:tokens=1&rate=0');
    expect((await ended(next.id)).status).toBe('complete');
    const asked = demo.requests().filter(({ model }) => model.includes('tokens=8'));
    expect(asked.every(({ state }) => state === 'closed-by-client')).toBe(true);
  });

  it('keeps what was shown where the writer of an answer fails', async () => {
    const { id } = await ask('script:tokens=40&rate=0&stallAfter=30');
    await until(id, (answer) => textOf(answer).includes('t29'));
    // As a writer would that has lost its head: nothing but the journal knows the text.
    await journal.write(user, 'endFromJournal', { answerId: id, run: 1, status: 'failed', error: null });
    expect(textOf(await readAnswer(store.read, user, id))).toContain('t29');
    await generation.stop(user, id);
  });

  it('refuses more than a bounded queue, and stores nothing of what it refuses', async () => {
    const conversationId = newId();
    for (let count = 0; count < 12; count++) await ask('script:tokens=9&rate=0&stallAfter=1');
    await expect(ask('script:tokens=1', { conversationId })).rejects.toMatchObject({ code: 'queue_full' });
    await expect(readConversation(store.read, user, conversationId)).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
  });

  it('asks for no title where a person has given one', async () => {
    const { id, conversationId } = await ask('demo', { text: 'hello' });
    await journal.write(user, 'changeConversation', { id: conversationId, title: 'mine' });
    await ended(id);
    await close();
    expect(demo.requests().some(({ body }) => JSON.stringify(body ?? '').includes('Write a title'))).toBe(
      false,
    );
    await open();
  });

  it('stops what runs in a conversation that is deleted', async () => {
    const { id, conversationId } = await ask('script:tokens=9&rate=0&stallAfter=1');
    await until(id, (answer) => textOf(answer) !== '');
    await generation.deleteConversation(user, conversationId);
    await demo.findRequest(({ state }) => state === 'closed-by-client', AbortSignal.timeout(5000));
  });

  it('ends what runs as interrupted when the server stops, and takes up what was queued after its start', async () => {
    const running = [
      await ask('script:{"tokens":9,"stallAfter":2,"partial":"refuse"}'),
      await ask('script:{"tokens":9,"stallAfter":2,"partial":"refuse"}'),
    ];
    for (const { id } of running) await until(id, (answer) => textOf(answer).includes('t1'));
    const queued = await ask('script:tokens=2&rate=0');
    await close();
    await open();
    expect((await ended(queued.id)).status).toBe('complete');
    for (const { id } of running) {
      const answer = await ended(id);
      expect(answer.status).toBe('interrupted');
      expect(textOf(answer).trim()).toBe('t0 t1');
    }
  });

  it('names a conversation after its first exchange, with thinking off and few tokens', async () => {
    const titled = new Promise<void>((resolve) => {
      journal.viewers.subscribe({ user }, (entries) => {
        if (
          entries.some(
            ({ event }) => event.type === 'conversation-changed' && event.change.titleSource === 'model',
          )
        )
          resolve();
      });
    });
    const { id, conversationId } = await ask('demo', { text: 'Tell me about inkstones' });
    await ended(id);
    const { body } = await demo.findRequest(
      (request) => JSON.stringify(request.body ?? '').includes('Write a title'),
      AbortSignal.timeout(5000),
    );
    expect(body).toMatchObject({ max_tokens: 20, enable_thinking: false });
    await titled;
    expect(await readConversation(store.read, user, conversationId)).toMatchObject({ titleSource: 'model' });
  });
});
