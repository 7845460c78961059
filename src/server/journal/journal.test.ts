import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { textOf } from '../../protocol/messages.ts';
import { formatOffset } from '../../protocol/offset.ts';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import { readTicks } from '../store/journal.ts';
import { readAnswer } from '../store/messages.ts';
import { mostReaders, openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import type { Entry } from './entry.ts';
import { Journal } from './journal.ts';
import { watchAnswer } from './watch-answer.ts';

const user = 'local';
const logger = createLogger('silent');

describe('the journal', () => {
  let dataDir: string;
  let store: Store;
  let journal: Journal;
  let shown: Entry[];

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'inkstone-journal-'));
    await open();
  });

  afterEach(async () => {
    await close();
    rmSync(dataDir, { recursive: true });
  });

  async function open(): Promise<void> {
    store = await openSqliteStore(dataDir);
    journal = await Journal.open(store, { logger, metrics: new Metrics(logger) });
    shown = [];
    journal.viewers.subscribe({ user }, (entries) => shown.push(...entries));
  }

  async function close(): Promise<void> {
    await journal.close();
    await store.close();
  }

  async function ask(status: 'running' | 'queued' = 'running') {
    const of = { conversationId: newId(), answerId: newId(), run: 1 };
    await journal.write(user, 'addQuestion', {
      ...of,
      questionId: newId(),
      parentId: null,
      text: 'q',
      model: null,
      options: {},
      conversationOptions: {},
      status,
      maxQueued: 10,
      request: '',
      title: 'q',
      keepDraft: false,
    });
    return of;
  }

  const watch = (answerId: string) =>
    watchAnswer({ store, journal }, user, answerId, new AbortController().signal);

  it('shows nothing that is not on disk: what a viewer gets can be read back at that moment', async () => {
    const of = await ask();
    const read = new Promise<string | undefined>((resolve, reject) => {
      journal.viewers.subscribe({ user }, () => {
        readAnswer(store.read, user, of.answerId).then((answer) => resolve(textOf(answer)), reject);
      });
    });
    journal.append(user, { type: 'text-delta', ...of, text: 'word' });
    expect(await read).toBe('word');
  });

  it('joins text of one answer that waits for the same commit, and never over a checkpoint', async () => {
    const of = await ask();
    shown = [];
    journal.append(user, { type: 'text-delta', ...of, text: 'a' });
    journal.append(user, { type: 'text-delta', ...of, text: 'b' });
    const checkpoint = journal.write(user, 'checkpointAnswer', {
      ...of,
      parts: [{ type: 'text', text: 'ab' }],
    });
    journal.append(user, { type: 'text-delta', ...of, text: 'c' });
    journal.append(user, { type: 'reasoning-delta', ...of, text: 'd' });
    await checkpoint;
    await journal.settled();
    const texts = shown.map(({ event }) => 'text' in event && event.text);
    expect(texts).toEqual(['ab', 'c', 'd']);
    expect((await readAnswer(store.read, user, of.answerId)).parts).toEqual([
      { type: 'text', text: 'abc' },
      { type: 'reasoning', text: 'd' },
    ]);
  });

  it('numbers events without a gap, as viewers see them and as they are stored', async () => {
    const of = await ask();
    const refused = journal.write(user, 'changeConversation', { id: newId(), title: 'x' });
    journal.append(user, { type: 'text-delta', ...of, text: 'a' });
    await expect(refused).rejects.toMatchObject({ code: 'conversation_not_found' });
    await journal.write(user, 'changeConversation', { id: of.conversationId, title: 'y' });
    const stored = (await readTicks(store.read, 0)).flatMap(({ entries }) =>
      entries.map(([, event]) => event),
    );
    expect(shown.map(({ event }) => event)).toEqual(stored);
    expect(shown.map(({ json }) => JSON.parse(json) as unknown)).toEqual(stored);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    expect(journal.offset).toBe(formatOffset({ epoch: store.epoch, seq: stored.length }));
  });

  it('goes on after a restart where it was: same epoch, next seq, and the tail for whoever comes back', async () => {
    const of = await ask();
    const before = { offset: journal.offset, seq: journal.tail.lastSeq };
    journal.append(user, { type: 'text-delta', ...of, text: 'before' });
    await close();
    await open();
    const read = journal.tail.read({ user }, before.seq);
    expect(read).toMatchObject({ entries: [{ event: { text: 'before' } }] });
    expect(journal.offset > before.offset).toBe(true);
    journal.append(user, { type: 'text-delta', ...of, text: 'after' });
    await journal.settled();
    expect(shown.map(({ seq }) => seq)).toEqual([journal.tail.lastSeq]);
  });

  it('lets a source that was paused go on as soon as its own text is stored, however busy others are', async () => {
    const of = await ask();
    const paused = journal.append(user, { type: 'text-delta', ...of, text: 'x'.repeat(2 * 1024 * 1024) });
    expect(paused).toBeInstanceOf(Promise);
    let busy = true;
    const others = (async () => {
      while (busy)
        await journal.write(user, 'changeConversation', {
          id: of.conversationId,
          draft: String(Math.random()),
        });
    })();
    await paused;
    busy = false;
    await others;
  });

  it('commits at once where nothing was committed just before, else what comes within 6 ms together', async () => {
    const of = await ask();
    let nowMs = 0;
    const options = { logger, metrics: new Metrics(logger), steadyMs: () => nowMs };
    const paced = await Journal.open(store, options);
    const ticks: string[] = [];
    paced.viewers.subscribe({ user }, (entries) => ticks.push(entries.map(({ json }) => json).join()));
    const say = (text: string): void => void paced.append(user, { type: 'text-delta', ...of, text });
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      say('first');
      await paced.settled();
      expect(ticks).toHaveLength(1);
      say('second');
      nowMs = 3;
      await new Promise((resolve) => setImmediate(resolve));
      say('third');
      expect(ticks).toHaveLength(1);
      vi.advanceTimersByTime(6);
      await paced.settled();
      expect(ticks).toHaveLength(2);
      expect(ticks[1]).toContain('secondthird');
      nowMs = 60;
      say('fourth');
      await paced.settled();
      expect(ticks).toHaveLength(3);
    } finally {
      vi.useRealTimers();
      await paced.close();
    }
  });

  it('takes nothing once it is closed: a write that comes late must not open the store again', async () => {
    const { conversationId: id } = await ask();
    const { offset } = journal;
    await journal.close();
    const late = journal.write(user, 'changeConversation', { id, title: 'late' });
    await expect(late).rejects.toMatchObject({ code: 'shutting_down' });
    expect(journal.offset).toBe(offset);
  });

  it('lets no viewer that fails keep anything from the others', async () => {
    const of = await ask();
    shown = [];
    journal.viewers.subscribe({ user }, () => {
      throw new Error('a bug of this viewer');
    });
    const later: Entry[] = [];
    journal.viewers.subscribe({ user }, (entries) => later.push(...entries));
    await journal.write(user, 'changeConversation', { id: of.conversationId, title: 'x' });
    expect(later).toHaveLength(1);
  });

  it('lets one follow an answer from its present state to its end', async () => {
    const of = await ask();
    journal.append(user, { type: 'text-delta', ...of, text: 'one ' });
    await journal.settled();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const answer of watch(of.answerId)) {
        seen.push(`${answer.status}: ${textOf(answer)}`);
        if (seen.length === 1) journal.append(user, { type: 'text-delta', ...of, text: 'two' });
        if (seen.length === 2)
          void journal.write(user, 'endAnswer', {
            ...of,
            parts: [{ type: 'text', text: 'one two' }],
            ...complete,
          });
      }
    })();
    await watching;
    expect(seen).toEqual(['running: one ', 'running: one two', 'complete: one two']);
  });

  it('lets one follow an answer that grows before its state is read, and says nothing twice', async () => {
    const of = await ask();
    await using busy = await busyReaders();
    const states = watch(of.answerId);
    const first = states.next();
    journal.append(user, { type: 'text-delta', ...of, text: 'once ' });
    await vi.waitUntil(() => shown.some(({ event }) => 'text' in event));
    await busy[Symbol.asyncDispose]();
    expect(textOf((await first).value!)).toBe('once ');
    journal.append(user, { type: 'text-delta', ...of, text: 'more' });
    expect(textOf((await states.next()).value!)).toBe('once more');
    await states.return(undefined);
  });

  /** Until it is disposed of, whoever reads waits: every reader of the store is in use. */
  async function busyReaders(): Promise<AsyncDisposable> {
    const release = Promise.withResolvers<void>();
    const readers = Array.from({ length: mostReaders }, () => {
      const taken = Promise.withResolvers<void>();
      const over = store.read.connection().execute(async () => {
        taken.resolve();
        await release.promise;
      });
      return { taken: taken.promise, over };
    });
    await Promise.all(readers.map(({ taken }) => taken));
    return {
      async [Symbol.asyncDispose]() {
        release.resolve();
        await Promise.all(readers.map(({ over }) => over));
      },
    };
  }

  it('tells whoever follows an answer that it was taken back before its turn came', async () => {
    const { answerId } = await ask('queued');
    const watching = (async () => {
      for await (const { parentId } of watch(answerId))
        void journal.write(user, 'withdrawMessage', { messageId: parentId! });
    })();
    await expect(watching).rejects.toMatchObject({ code: 'answer_not_found' });
  });
});

const complete = {
  status: 'complete',
  finishReason: 'stop',
  usage: null,
  timings: null,
  error: null,
} as const;
