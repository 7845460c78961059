import { parentPort, workerData } from 'node:worker_threads';
import type { Kysely } from 'kysely';
import { type Batch, type BatchResult, commitBatch, insertTick, type Tick } from './batch.ts';
import { readEpoch, readLastSeq } from './journal.ts';
import { migrate } from './migrations/index.ts';
import { prepare } from './prepare.ts';
import type { Database } from './schema.ts';
import { findDamage, wasLeftOpen } from './sqlite-check.ts';
import { kyselyOf, openSqliteFile } from './sqlite-file.ts';
import { readStamp } from './stamp.ts';
import { isFullErrcode, StoreDamagedError } from './store.ts';

/**
 * The one thread that writes. It takes a batch, commits it, answers, and takes the next. After any failure but a full
 * disk nobody knows what its connection still is, so it ends, and whoever started it starts another.
 */
export type WriterReply =
  | { type: 'ready'; state: StoredState }
  /** The batch has writes and its commit comes next: if that goes through, this is its result. */
  | { type: 'prepared'; result: BatchResult }
  | { type: 'committed'; result: BatchResult }
  /** The tick is committed; what comes of it was known before. */
  | { type: 'inserted' }
  | WriterFailure;

export interface WriterFailure {
  type: 'failed';
  message: string;
  errcode: number | null;
  unknownSchema: boolean;
  /** What is damaged in the file, if that is what is wrong. */
  finding: string | null;
}

/** What the file holds. */
export interface StoredState {
  epoch: string;
  lastSeq: number;
  /** The id of the last batch that had writes. */
  stamp: string | null;
}

/**
 * `insert`: a batch of events alone, which is one row. As one string it is handed over for a sixth of what its items and
 * their results would take, and most batches are such.
 */
export type WriterRequest =
  { type: 'commit'; batch: Batch } | { type: 'insert'; tick: Tick } | { type: 'close' };

/** `again`: the store was open in this process before, so the file has to be there, as it was. */
export type WriterOpening = { file: string; again: boolean };

const port = parentPort!;
const post = (reply: WriterReply): void => port.postMessage(reply);

async function run({ file, again }: WriterOpening): Promise<void> {
  const db = again ? kyselyOf(openSqliteFile(file, { mustExist: true })) : await openFirst(file);
  const state = { epoch: await readEpoch(db), lastSeq: await readLastSeq(db), stamp: await readStamp(db) };
  let { lastSeq } = state;
  port.on('message', (request: WriterRequest) => void serve(request));
  post({ type: 'ready', state });

  async function serve(request: WriterRequest): Promise<void> {
    if (request.type === 'close') return end(db);
    try {
      post(request.type === 'insert' ? await insert(request.tick) : await commit(request.batch));
    } catch (error) {
      const failure = failureOf(error);
      post(failure);
      if (!isFullErrcode(failure.errcode)) await end(db);
    }
  }

  async function insert(tick: Tick): Promise<WriterReply> {
    await insertTick(db, tick);
    lastSeq = tick.lastSeq;
    return { type: 'inserted' };
  }

  async function commit(batch: Batch): Promise<WriterReply> {
    const onPrepared = (prepared: BatchResult): void => post({ type: 'prepared', result: prepared });
    const result = await commitBatch(db, lastSeq, batch, onPrepared);
    lastSeq = result.lastSeq;
    return { type: 'committed', result };
  }
}

async function openFirst(file: string): Promise<Kysely<Database>> {
  const leftOpen = wasLeftOpen(file);
  const sqlite = openSqliteFile(file);
  const finding = findDamage(sqlite, file, leftOpen);
  if (finding !== null) throw new StoreDamagedError(file, finding);
  const db = kyselyOf(sqlite);
  await migrate(db);
  await prepare(db);
  return db;
}

async function end(db: Kysely<Database>): Promise<void> {
  await db.destroy();
  port.close();
}

/** SQLITE_CORRUPT, SQLITE_NOTADB */
const ofDamage: readonly number[] = [11, 26];

function failureOf(error: unknown): WriterFailure {
  const { message, errcode = null } = error as { message: string; errcode?: number };
  const isDamage = errcode !== null && ofDamage.includes(errcode & 0xff);
  const found = error instanceof StoreDamagedError ? error.finding : null;
  return {
    type: 'failed',
    message,
    errcode,
    unknownSchema: (error as Error).name === 'UnknownSchemaError',
    finding: isDamage ? message : found,
  };
}

run(workerData as WriterOpening).catch((error: unknown) => {
  post(failureOf(error));
  port.close();
});
