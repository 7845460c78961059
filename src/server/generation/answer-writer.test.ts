import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { textOf } from '../../protocol/messages.ts';
import { unknownFacts } from '../../protocol/model-facts.ts';
import { Journal } from '../journal/journal.ts';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import { readAnswer } from '../store/messages.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { AnswerWriter } from './answer-writer.ts';
import { checkpointLimits } from './unsaved.ts';

const user = 'local';
const logger = createLogger('silent');

describe('the writer of an answer', () => {
  let folder: string;
  let store: Store;
  let journal: Journal;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'inkstone-writer-'));
    store = await openSqliteStore(folder);
    journal = await Journal.open(store, { logger, metrics: new Metrics(logger) });
  });
  afterEach(async () => {
    await journal.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  async function startAnswer(): Promise<{ conversationId: string; answerId: string }> {
    const of = { conversationId: newId(), answerId: newId() };
    await journal.write(user, 'addQuestion', {
      ...of,
      questionId: newId(),
      parentId: null,
      text: 'hello',
      model: 'demo/demo',
      options: {},
      conversationOptions: {},
      status: 'running',
      maxQueued: 10,
      request: 'one',
      title: 'hello',
      keepDraft: false,
    });
    return of;
  }

  /** As a bug in the store would. */
  function refuseParts(): () => void {
    const db = new DatabaseSync(join(folder, 'inkstone.db'), { timeout: 5000 });
    db.exec("CREATE TRIGGER refuse BEFORE INSERT ON part BEGIN SELECT RAISE(ABORT, 'refused'); END");
    return () => {
      db.exec('DROP TRIGGER refuse');
      db.close();
    };
  }

  it('never ends an answer without the words of a checkpoint that fails in the same moment', async () => {
    const of = await startAnswer();
    const letThrough = refuseParts();
    const provider = { id: 'demo', name: 'Demo', kind: 'demo', baseUrl: '', apiKey: null } as const;
    const parts = {
      journal,
      clock: { nowMs: () => 0 },
      maxBytes: 1e9,
      abort: new AbortController(),
      model: { provider, facts: unknownFacts },
      promptTokens: () => 0,
    };
    const writer = new AnswerWriter({ ...of, user, run: 1, model: null }, null, parts);
    const text = 'word '.repeat(checkpointLimits.chars / 5 + 1);
    void writer.write([{ type: 'text', text }]);
    await expect(
      writer.end({
        outcome: 'complete',
        finishReason: 'stop',
        usage: null,
        requestId: null,
        toolCalls: [],
        speech: null,
      }),
    ).rejects.toThrow();
    letThrough();
    const end = { answerId: of.answerId, run: 1, status: 'failed', error: null } as const;
    await journal.write(user, 'endFromJournal', end);
    expect(textOf(await readAnswer(store.read, user, of.answerId))).toBe(text);
  });
});
