import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../../../test/api/manual-clock.ts';
import { Random } from '../../../test/faults/rig/random.ts';
import { breakDescriptors } from '../../../test/support/broken-file.ts';
import { FailingDisk } from '../../../test/support/failing-disk.ts';
import { WriterThread } from '../../../test/support/writer-thread.ts';
import { newId } from '../../protocol/ids.ts';
import type { Message, Part } from '../../protocol/messages.ts';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import { readAnswer } from '../store/messages.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { StorageError, type Store } from '../store/store.ts';
import type { Entry } from './entry.ts';
import { Journal } from './journal.ts';

const user = 'local';
const logger = createLogger('silent');

const noEnd = { finishReason: null, usage: null, timings: null, error: null };
const texts = (shown: readonly Entry[]): string =>
  shown.map(({ event }) => ('text' in event ? event.text : '')).join('');

describe('a journal whose disk takes nothing', () => {
  let dataDir: string;
  let store: Store;
  let journal: Journal;
  let disk: FailingDisk;
  let clock: ManualClock;
  let shown: Entry[];

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'inkstone-trouble-'));
    store = await openSqliteStore(dataDir);
    disk = new FailingDisk();
    clock = new ManualClock();
    journal = await Journal.open(disk.under(store), {
      logger,
      metrics: new Metrics(logger),
      steadyMs: () => clock.now(),
      wait: (ms) => new Promise((resolve) => clock.setTimeout(resolve, ms)),
    });
    shown = [];
    journal.viewers.subscribe({ user }, (entries) => shown.push(...entries));
  });

  afterEach(async () => {
    disk.isFull = false;
    const closing = journal.close();
    clock.advance(1000);
    await closing;
    await store.close();
    rmSync(dataDir, { recursive: true });
  });

  async function ask(status: 'running' | 'queued' = 'running') {
    const of = { conversationId: newId(), answerId: newId(), run: 1 };
    const question = {
      questionId: newId(),
      parentId: null,
      text: 'q',
      model: null,
      options: {},
      conversationOptions: {},
    };
    const rest = { status, request: '', title: 'q', keepDraft: false, maxQueued: 10 };
    await journal.write(user, 'addQuestion', { ...of, ...question, ...rest });
    return of;
  }

  const append = (of: Awaited<ReturnType<typeof ask>>, text: string): Promise<void> | undefined =>
    journal.append(user, { type: 'text-delta', ...of, text });
  const rename = (title: string, { conversationId: id }: { conversationId: string }): Promise<unknown> =>
    journal.write(user, 'changeConversation', { id, title });

  /** Until the journal waits for its next try. */
  async function untilRefused(count = 1): Promise<void> {
    await vi.waitUntil(() => disk.refusals >= count && clock.waiting > 0, { interval: 1, timeout: 5000 });
  }

  it('keeps the text of answers, refuses what a person asks for at once, and goes on within a second of there being space', async () => {
    const of = await ask();
    disk.isFull = true;
    const asked = rename('x', of);
    append(of, 'one ');
    await expect(asked).rejects.toMatchObject({ code: 'disk_full' });
    await untilRefused();
    await expect(rename('y', of)).rejects.toMatchObject({ code: 'disk_full' });
    expect(disk.refusals).toBe(1);
    append(of, 'two');
    shown = [];
    disk.isFull = false;
    clock.advance(999);
    expect(shown).toEqual([]);
    clock.advance(1);
    await journal.settled();
    expect(texts(shown)).toBe('one two');
    expect(journal.trouble.state).toBeNull();
    await rename('z', of);
  });

  it('puts what came while a commit was refused behind what that held', async () => {
    const of = await ask();
    disk.isFull = true;
    disk.meanwhile = () => {
      if (disk.refusals === 1) append(of, 'two');
    };
    append(of, 'one ');
    await untilRefused();
    shown = [];
    disk.isFull = false;
    clock.advance(1000);
    await journal.settled();
    expect(texts(shown)).toBe('one two');
  });

  it('lets the sources of text pause from the first refusal on, so that no more than a read of each waits in memory', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
    disk.isFull = true;
    append(answers[0]!, 'x');
    await untilRefused();
    const paused = answers.map((of) => append(of, 'read'));
    expect(paused.every((pause) => pause instanceof Promise)).toBe(true);
    disk.isFull = false;
    clock.advance(1000);
    await Promise.all(paused);
    expect(append(answers[0]!, 'y')).toBeUndefined();
    await journal.settled();
  });

  it('learns that there is space again also where nothing waits to be stored', async () => {
    const of = await ask();
    disk.isFull = true;
    await expect(rename('x', of)).rejects.toMatchObject({ code: 'disk_full' });
    await untilRefused();
    disk.isFull = false;
    clock.advance(1000);
    await vi.waitUntil(() => journal.trouble.state === null, { interval: 1 });
    await rename('y', of);
  });

  it('says once when it has lasted for a minute', async () => {
    const of = await ask();
    const states: unknown[] = [];
    journal.trouble.subscribe((state) => states.push(state));
    disk.isFull = true;
    append(of, 'x');
    for (let second = 0; second < 61; second++) {
      await untilRefused(second + 1);
      expect(states).toHaveLength(second < 60 ? 1 : 2);
      clock.advance(1000);
    }
    disk.isFull = false;
    await vi.waitUntil(() => clock.waiting > 0 || journal.trouble.state === null, { interval: 1 });
    clock.advance(1000);
    await journal.settled();
    expect(states).toEqual([
      { code: 'disk_full', isLasting: false },
      { code: 'disk_full', isLasting: true },
      null,
    ]);
  });

  it('keeps the start of an answer that came to its turn', async () => {
    const { answerId, run } = await ask('queued');
    disk.isFull = true;
    const started = journal.write(user, 'startRun', { answerId, run });
    await untilRefused();
    disk.isFull = false;
    clock.advance(1000);
    expect(await started).toBe(true);
  });

  it('keeps a checkpoint of an answer, and its end', async () => {
    const of = await ask();
    append(of, 'one');
    await journal.settled();
    disk.isFull = true;
    const parts: Part[] = [{ type: 'text', text: 'one' }];
    const checkpoint = journal.write(user, 'checkpointAnswer', { ...of, parts });
    const end = journal.write(user, 'endAnswer', { ...of, parts: [], status: 'complete', ...noEnd });
    await untilRefused();
    disk.isFull = false;
    clock.advance(1000);
    await Promise.all([checkpoint, end]);
    const stored = await readAnswer(store.read, user, of.answerId);
    expect(stored).toMatchObject({ status: 'complete', parts });
  });

  it('gives up what nobody has seen when the server is to end, after five seconds', async () => {
    const of = await ask();
    append(of, 'seen');
    await journal.settled();
    disk.isFull = true;
    append(of, ' unseen');
    const ended = journal.write(user, 'endAnswer', { ...of, parts: [], status: 'interrupted', ...noEnd });
    await untilRefused();
    const closing = journal.close();
    for (let second = 0; second < 5; second++) {
      await untilRefused(second + 1);
      clock.advance(1000);
    }
    await expect(ended).rejects.toMatchObject({ code: 'shutting_down' });
    await closing;
    await expect(rename('x', of)).rejects.toMatchObject({ code: 'shutting_down' });
    expect((await readAnswer(store.read, user, of.answerId)).parts).toEqual([{ type: 'text', text: 'seen' }]);
  });

  it('waits only once for a lock that somebody else holds when the server is to end', async () => {
    let tries = 0;
    const commit = (): Promise<never> => {
      tries++;
      clock.advance(15_000);
      return Promise.reject(new StorageError('database is locked', 5, { outcome: 'unknown' }));
    };
    const options = { logger, metrics: new Metrics(logger), steadyMs: () => clock.now() };
    const locked = await Journal.open({ ...store, commit, resolve: async () => null }, options);
    const of = { conversationId: newId(), answerId: newId(), run: 1 };
    locked.append(user, { type: 'text-delta', ...of, text: 'unseen' });
    await locked.close();
    expect(tries).toBe(1);
  });

  it('ends at once where nothing waits', async () => {
    const of = await ask();
    disk.isFull = true;
    await expect(rename('x', of)).rejects.toMatchObject({ code: 'disk_full' });
    await untilRefused();
    const closing = journal.close();
    clock.advance(1000);
    await closing;
    expect(disk.refusals).toBe(1);
  });

  it('stores once what met an I/O error, shows no trouble where a new connection does better, and loses nothing', async () => {
    const of = await ask();
    append(of, 'one ');
    await journal.settled();
    breakDescriptors(join(dataDir, 'inkstone.db-wal'));
    append(of, 'two');
    await rename('x', of);
    const parts: Part[] = [{ type: 'text', text: 'one two' }];
    await journal.write(user, 'checkpointAnswer', { ...of, parts });
    expect(texts(shown)).toBe('one two');
    expect(journal.trouble.state).toBeNull();
    // The reader had the same file open.
    const read = (): Promise<Message> => readAnswer(store.read, user, of.answerId);
    expect((await read().catch(read)).parts).toEqual(parts);
  });

  it('waits for a database that cannot be opened, refuses what a person asks for, and goes on when it can', async () => {
    const of = await ask();
    const file = join(dataDir, 'inkstone.db');
    breakDescriptors(`${file}-wal`);
    renameSync(file, `${file}.away`);
    append(of, 'kept');
    const refused = rename('x', of);
    await expect(refused).rejects.toMatchObject({ code: 'storage_failing' });
    expect(journal.trouble.state).toMatchObject({ code: 'storage_failing' });
    renameSync(`${file}.away`, file);
    await vi.waitUntil(() => clock.waiting > 0, { interval: 1 });
    clock.advance(1000);
    await journal.settled();
    expect(texts(shown)).toBe('kept');
  });

  it('doubles and loses nothing when its writer thread is killed, whenever that is', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    const random = new Random(seed);
    using writer = new WriterThread();
    const of = await ask();
    let written = '';
    let unsaved = '';
    for (let word = 0; word < 60; word++) {
      append(of, `w${word} `);
      written += `w${word} `;
      unsaved += `w${word} `;
      if (random.isOneIn(3)) {
        const parts: Part[] = [{ type: 'text', text: unsaved }];
        unsaved = '';
        void journal.write(user, 'checkpointAnswer', { ...of, parts });
      }
      if (random.isOneIn(2)) await journal.settled();
      if (random.isOneIn(6)) {
        const until = performance.now() + random.next() * 2;
        while (performance.now() < until);
        void writer.kill();
      }
    }
    await journal.settled();
    expect(texts(shown), `seed ${seed}`).toBe(written);
    expect((await readAnswer(store.read, user, of.answerId)).parts, `seed ${seed}`).toEqual([
      { type: 'text', text: written },
    ]);
  });
});
