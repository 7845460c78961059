import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { newId } from '../../src/protocol/ids.ts';
import { ApiError } from '../../src/protocol/errors.ts';
import type { Event, EventBody } from '../../src/protocol/events.ts';
import { type BatchResult, commitBatch, type CommitItem } from '../../src/server/store/batch.ts';
import { readLastSeq, readTicks } from '../../src/server/store/journal.ts';
import { migrate } from '../../src/server/store/migrations/index.ts';
import { prepare } from '../../src/server/store/prepare.ts';
import type { Database, NewMessageRow } from '../../src/server/store/schema.ts';
import { kyselyOf, openSqliteFile } from '../../src/server/store/sqlite-file.ts';
import { openSqliteStore } from '../../src/server/store/sqlite.ts';
import type { NewQuestion } from '../../src/server/store/writes/messages.ts';
import type { WriteArgs, WriteName, WriteReply } from '../../src/server/store/writes/index.ts';

const noFields = {
  model: null,
  finish_reason: null,
  usage: null,
  timings: null,
  error: null,
  options: null,
  request: null,
} as const;

interface Opened {
  read: Kysely<Database>;
  commit(items: CommitItem[], now: number): Promise<BatchResult>;
  addUser(id: string): Promise<void>;
  insertMessages(rows: NewMessageRow[]): Promise<void>;
  close(): Promise<void>;
}

/** Every database that a store can be on, for tests that hold on all of them. */
export const databases: { name: string; open: () => Promise<TestStore> }[] = [
  { name: 'SQLite', open: async () => new TestStore(await openSqlite()) },
  { name: 'PostgreSQL', open: async () => new TestStore(await openPglite()) },
];

async function openSqlite(): Promise<Opened> {
  const dataDir = await mkdtemp(join(tmpdir(), 'inkstone-store-'));
  const store = await openSqliteStore(dataDir);
  /** With a connection of the test's own. */
  const beside = async (write: (db: Kysely<Database>) => Promise<void>): Promise<void> => {
    const db = kyselyOf(openSqliteFile(join(dataDir, 'inkstone.db')));
    await write(db);
    await db.destroy();
  };
  return {
    read: store.read,
    commit: (items, now) => store.commit(items, now),
    addUser: (id) => beside((db) => insertUser(db, id)),
    insertMessages: (rows) => beside((db) => insertMessages(db, rows)),
    close: async () => {
      await store.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function insertUser(db: Kysely<Database>, id: string): Promise<void> {
  await db.insertInto('user').values({ id, created_at: 0 }).execute();
}

async function insertMessages(db: Kysely<Database>, rows: NewMessageRow[]): Promise<void> {
  await db.transaction().execute(async (write) => {
    for (let index = 0; index < rows.length; index += 100) {
      await write
        .insertInto('message')
        .values(rows.slice(index, index + 100))
        .execute();
    }
  });
}

let pglite: PGlite | undefined;

/** One PostgreSQL for a whole test file, since its start takes a second, with a new schema for each test. */
async function openPglite(): Promise<Opened> {
  pglite ??= new PGlite();
  await pglite.exec('drop schema public cascade; create schema public');
  const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) });
  await migrate(db);
  await prepare(db);
  let lastSeq = await readLastSeq(db);
  return {
    read: db,
    commit: async (items, now) => {
      const result = await commitBatch(db, lastSeq, { id: newId(), items, now });
      lastSeq = result.lastSeq;
      return result;
    },
    addUser: (id) => insertUser(db, id),
    insertMessages: (rows) => insertMessages(db, rows),
    close: () => Promise.resolve(),
  };
}

/** A store with what tests of it say often. */
export class TestStore {
  readonly #opened: Opened;
  #now = 1_000_000;
  events: Event[] = [];

  constructor(opened: Opened) {
    this.#opened = opened;
  }

  get read(): Kysely<Database> {
    return this.#opened.read;
  }

  now(): number {
    return this.#now;
  }

  /** One tick. */
  async commit(items: CommitItem[]): Promise<BatchResult> {
    const result = await this.#opened.commit(items, this.#now);
    this.events = (await readTicks(this.read, 0)).flatMap(({ entries }) => entries.map(([, event]) => event));
    return result;
  }

  async write<Name extends WriteName>(
    user: string,
    name: Name,
    args: WriteArgs<Name>,
  ): Promise<WriteReply<Name>> {
    const { items } = await this.commit([{ user, events: [], write: { name, args } }]);
    const result = items[0]!;
    if (result.ok) return result.reply as WriteReply<Name>;
    throw result.cause ? new Error(result.cause) : new ApiError(result.code, result.detail);
  }

  async append(user: string, event: EventBody): Promise<void> {
    await this.commit([{ user, events: [JSON.stringify(event)] }]);
  }

  async ask(question: NewQuestion): Promise<NewQuestion> {
    await this.write('local', 'addQuestion', question);
    return question;
  }

  /** Time goes on. */
  pass(ms: number): void {
    this.#now += ms;
  }

  /** Questions and answers below an answer, one below the other, with these ids. */
  async insertChain({ conversationId, answerId }: NewQuestion, ids: readonly string[]): Promise<void> {
    await this.#opened.insertMessages(
      ids.map((id, index) => ({
        id,
        user_id: 'local',
        conversation_id: conversationId,
        parent_id: ids[index - 1] ?? answerId,
        role: index % 2 === 0 ? 'user' : 'assistant',
        status: 'complete',
        run: 1,
        seq: 1000 + index,
        checkpoint_seq: 0,
        created_at: 0,
        ...noFields,
      })),
    );
  }

  addUser(id: string): Promise<void> {
    return this.#opened.addUser(id);
  }

  async close(): Promise<void> {
    await this.#opened.close();
  }
}
