import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { BatchResult, CommitItem } from './batch.ts';
import { openReaders } from './sqlite-pool.ts';
import type { WriterReply, WriterRequest } from './sqlite-writer.ts';
import { StorageError, type Store, StoreTooNewError } from './store.ts';
import { startThread } from './threads.ts';

const readers = 2;

/** The embedded store: `inkstone.db` in the data folder, migrated, with one writer thread and a few readers. */
export async function openSqliteStore(dataDir: string): Promise<Store> {
  const file = join(dataDir, 'inkstone.db');
  const writer = startThread('sqlite-writer', { file });
  const ready = await nextReply(writer);
  if (ready.type !== 'ready') throw errorOf(ready);
  const read = openReaders(file, readers);
  return {
    read,
    epoch: ready.epoch,
    lastSeq: ready.lastSeq,
    commit: (items, now) => commit(writer, items, now),
    async close() {
      await read.destroy();
      await closed(writer);
    },
  };
}

/** The journal commits one batch at a time, so that the next reply is always that of this batch. */
async function commit(writer: Worker, items: CommitItem[], now: number): Promise<BatchResult> {
  writer.postMessage({ type: 'commit', items, now } satisfies WriterRequest);
  const reply = await nextReply(writer);
  if (reply.type !== 'committed') throw errorOf(reply);
  return reply.result;
}

function nextReply(writer: Worker): Promise<WriterReply> {
  return new Promise((resolve, reject) => {
    const onMessage = (reply: WriterReply): void => {
      writer.off('error', onError);
      resolve(reply);
    };
    const onError = (cause: unknown): void => {
      writer.off('message', onMessage);
      reject(new StorageError('the writer thread ended', null, { cause }));
    };
    writer.once('message', onMessage);
    writer.once('error', onError);
  });
}

function errorOf(reply: WriterReply): Error {
  if (reply.type !== 'failed') return new StorageError(`unexpected ${reply.type}`, null);
  if (reply.unknownSchema) return new StoreTooNewError();
  return new StorageError(reply.message, reply.errcode);
}

async function closed(writer: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => writer.once('exit', () => resolve()));
  writer.postMessage({ type: 'close' } satisfies WriterRequest);
  await ended;
}
